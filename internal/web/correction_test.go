package web

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestCorrections says of an attribution that it is wrong, right, and what it should be,
// on its page and as a program, and takes all of it back.
func TestCorrections(t *testing.T) {
	s, server := newServer(t, Options{Ledger: newLedger(t, entriesForTest(t))})
	id := someIDs(t, s.Ledger).attribution
	at, api := server.URL+"/a/"+id, server.URL+"/api/v1/attributions/"+id
	_, before := ask(t, "GET", api, nil)
	say := func(status int, form url.Values, says string) {
		t.Helper()
		response, body := post(t, at+"/correct", form)
		if response.StatusCode != status || !strings.Contains(body, says) {
			t.Errorf("%v: status %d, want %d: %.400s", form, response.StatusCode, status, body)
		}
	}
	undo := func(number string) {
		t.Helper()
		if response, body := post(t, server.URL+"/corrections/undo", url.Values{"correction": {number}}); response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/a/"+id+"#corrections" {
			t.Errorf("undo %s: status %d: %.300s", number, response.StatusCode, body)
		}
	}
	say(http.StatusSeeOther, url.Values{"kind": {"wrong"}, "by": {"Ann <b>Poe</b>"}, "note": {"<script>x</script>"}}, "")
	response, body := ask(t, "GET", at, nil)
	if response.StatusCode != http.StatusGone || !strings.Contains(body, "Ann &lt;b&gt;Poe") || !strings.Contains(body, "&lt;script&gt;x") {
		t.Errorf("what is wrong: status %d: %.2000s", response.StatusCode, body)
	}
	if response, body := ask(t, "GET", api, nil); response.StatusCode != http.StatusGone || !strings.Contains(body, "/api/v1/corrections?attribution="+id) {
		t.Errorf("what is wrong: status %d: %s", response.StatusCode, body)
	}
	say(http.StatusSeeOther, url.Values{"kind": {"right"}, "by": {"Bea"}}, "")
	if response, body := ask(t, "GET", at, nil); response.StatusCode != http.StatusOK || !strings.Contains(body, "It is right.") {
		t.Errorf("what is right after all: status %d", response.StatusCode)
	}
	undo("1")
	undo("2")
	if _, after := ask(t, "GET", api, nil); !strings.HasPrefix(after, strings.TrimSuffix(before, "}\n")) {
		t.Errorf("all is taken back, and it is not as it was:\n%s\n%s", before, after)
	}

	// What should be otherwise; a form that cannot be taken comes back as it was filled in.
	say(http.StatusBadRequest, url.Values{"kind": {"mended"}, "content": {"words that stand nowhere"}, "was-content": {"x"}}, ">words that stand nowhere</textarea>")
	say(http.StatusBadRequest, url.Values{"kind": {"mended"}}, "changes nothing")
	say(http.StatusBadRequest, url.Values{"kind": {"mended"}, "form": {"oral"}, "was-form": {"direct"}}, "direct, indirect, mixed")
	say(http.StatusBadRequest, url.Values{"kind": {"mended"}, "said_at": {"soon"}, "was-said_at": {""}}, "day or a month")
	say(http.StatusBadRequest, url.Values{}, "kind")
	say(http.StatusBadRequest, url.Values{"kind": {"wrong"}, "note": {strings.Repeat("x", mostNote+1)}}, "note")
	say(http.StatusSeeOther, url.Values{"kind": {"mended"}, "speaker": {"Sam Loe"}, "was-speaker": {"x"}, "medium": {"same"}, "was-medium": {"same"}, "new-kind": {"person"}, "by": {"Ann"}}, "")
	_, body = ask(t, "GET", at, nil)
	if !strings.Contains(body, "Sam Loe</ins>") || strings.Contains(body, "same</ins>") {
		t.Errorf("the page does not tell what was mended")
	}
	send := func(address, body string, status int) (out struct {
		Correction  correctionShown
		Attribution struct{ Medium string }
	}) {
		t.Helper()
		response, answer := ask(t, "POST", server.URL+address, func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(body)) })
		if err := json.Unmarshal([]byte(answer), &out); err != nil || response.StatusCode != status {
			t.Errorf("%s %s: status %d, want %d: %s", address, body, response.StatusCode, status, answer)
		}
		return out
	}
	sent := send("/api/v1/attributions/"+id+"/corrections", `{"kind":"mended","mend":{"medium":"letter"}}`, http.StatusOK)
	if sent.Attribution.Medium != "letter" || len(sent.Correction.Changes) != 2 {
		t.Errorf("%+v", sent)
	}
	for _, bad := range []string{"", "{", `{"kind":"odd"}`, `{"kind":"mended","mend":{"nose":"x"}}`, `{"kind":"mended","mend":{"medium":null}}`, `{"kind":"mended","mend":{"content":"0-9999999"}}`, `{"kind":"mended","mend":{"speaker":"x","kind":"ship"}}`} {
		send("/api/v1/attributions/"+id+"/corrections", bad, http.StatusBadRequest)
	}
	send("/api/v1/attributions/0123456789abcdef/corrections", `{"kind":"wrong"}`, http.StatusNotFound)
	_, body = ask(t, "GET", server.URL+"/api/v1/corrections?size=3", nil)
	var list struct {
		Rows []correctionShown
		Next string
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Rows) != 3 || list.Rows[0].ID != 4 {
		t.Fatalf("%v: %s", err, body)
	}
	if _, body := ask(t, "GET", server.URL+"/corrections.json?size=3&next="+list.Next, nil); !strings.Contains(body, `"id":1,`) || !strings.Contains(body, `"truncated":false`) {
		t.Errorf("the next page: %s", body)
	}
	if sent := send("/api/v1/corrections/4/undo", "", http.StatusOK); sent.Correction.UndoneAt == "" {
		t.Errorf("%+v", sent)
	}
	send("/api/v1/corrections/4/undo", "", http.StatusNotFound)
	_, body = ask(t, "GET", server.URL+"/d/"+someIDs(t, s.Ledger).article, nil)
	if !strings.Contains(body, "mended by <bdi>Ann</bdi>") || !strings.Contains(body, `aria-label="Undo correction 3"`) {
		t.Error("the article does not tell of its corrections")
	}
	if response, _ := post(t, server.URL+"/corrections/undo", url.Values{"correction": {"1"}}); response.StatusCode != http.StatusNotFound {
		t.Errorf("undone twice: status %d", response.StatusCode)
	}
}

// TestCorrectWithoutScripts mends an attribution, calls it wrong, and takes both back, by
// hand and with scripts switched off.
func TestCorrectWithoutScripts(t *testing.T) {
	b := openTab(t)
	s, server := newServer(t, Options{Ledger: newLedger(t, entriesForTest(t))})
	id := someIDs(t, s.Ledger).attribution
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	press := func(button string) chromedp.Action[chromedp.Void] { return chromedp.SendKeys(button, kb.Enter) }
	b.do(chromedp.Navigate(server.URL+"/a/"+id), press(".correct summary"), chromedp.WaitVisible(".mend"),
		chromedp.SendKeys(`.mend [name="medium"]`, "letter"), chromedp.SendKeys(`.mend [name="by"]`, "Ann"), press(".mend button:not([data-take])"),
		chromedp.WaitVisible(".history ins"), press(".history button"), chromedp.WaitVisible(".undone"),
		press(`.correct button[value="wrong"]`), chromedp.WaitVisible("main > .lead"), press(".history button"), chromedp.WaitVisible(".quote"))
	all, err := s.Ledger.Corrections(t.Context(), id)
	if err != nil || len(all) != 2 || all[0].UndoneAt == "" || all[1].UndoneAt == "" || all[1].By != "Ann" {
		t.Errorf("%v: %+v", err, all)
	}
}
