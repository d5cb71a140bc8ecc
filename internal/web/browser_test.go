package web

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hearsay"
	"hearsay/internal/store"
)

// These tests look at the pages as people do, in Chromium without a window. Where
// there is none they are skipped; on Debian it is the package chromium.

//go:embed testdata/axe/axe.min.js
var axe string

// tab is a page in Chromium, which is closed when the test ends.
type tab struct {
	*testing.T
	ctx context.Context

	mu    sync.Mutex
	heard []string // what the browser complained of: errors of scripts, what the policy kept it from, dialogs
}

// browser is the one Chromium that all tests use, each with a tab of its own.
var browser struct {
	once sync.Once
	ctx  context.Context
	err  error
	end  func()
}

// findBrowser returns the path of Chromium under the names that it goes by; "" if there is
// none.
func findBrowser() string {
	for _, name := range []string{"chromium", "chromium-browser", "chromium-headless-shell", "google-chrome", "google-chrome-stable", "headless-shell", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	return ""
}

// startBrowser starts Chromium with a profile that is gone when it ends.
func startBrowser(path string) {
	dir, err := os.MkdirTemp("", "hearsay-chromium-*")
	if err != nil {
		browser.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(dir),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.WSURLReadTimeout(time.Minute))
	ctx, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(ctx)
	browser.end = func() {
		_ = chromedp.Cancel(ctx)
		stopBrowser()
		stopAllocator()
		_ = os.RemoveAll(dir)
	}
	browser.ctx, browser.err = ctx, chromedp.Do(ctx)
}

// openTab opens a tab for a test, with cookies of its own.
func openTab(t *testing.T) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes longer than a short test should")
	}
	path := findBrowser()
	if path == "" {
		t.Skip("there is no Chromium in PATH (Debian: apt-get install chromium)")
	}
	browser.once.Do(func() { startBrowser(path) })
	if browser.err != nil {
		t.Fatalf("Chromium does not start: %v", browser.err)
	}
	ctx, stop := context.WithTimeout(browser.ctx, 5*time.Minute)
	ctx, closeTab := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(func() {
		closeTab()
		stop()
	})
	b := &tab{T: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("no tab opens: %v", err)
	}
	b.theme("light")
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			b.complain(string(m.Type) + ": " + m.Text)
		}
	}()
	dialogs := chromedp.Events(ctx, page.JavascriptDialogOpening)
	go func() {
		for e, err := range dialogs {
			if err != nil {
				return
			}
			b.complain("dialog: " + e.Message)
			_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
		}
	}()
	return b
}

func (b *tab) complain(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heard = append(b.heard, text)
}

// check fails the test for each thing the browser complained of.
func (b *tab) check() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.heard {
		if !strings.Contains(text, "Failed to load resource") { // pages that are not there, and pages that say what is wrong
			b.Error(text)
		}
	}
	b.heard = nil
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.fail(err.Error())
	}
}

// fail ends what the tab does. It is not always the test's own goroutine that uses it.
func (b *tab) fail(why string) {
	b.Helper()
	b.Error(why)
	runtime.Goexit()
}

// value evaluates an expression of JavaScript.
func value[T any](b *tab, expression string, options ...chromedp.EvaluateOption) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		b.fail(fmt.Sprintf("%.80s: %v", expression, err))
	}
	return v
}

// call sends a command of the protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.fail(err.Error())
	}
}

// at returns where the tab is, below an address.
func (b *tab) at(server string) string {
	return strings.TrimPrefix(value[string](b, "location.href"), server)
}

// theme sets what the system's colours are; "print" is paper.
func (b *tab) theme(name string) {
	b.Helper()
	media := ""
	if name == "print" {
		media = name
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// pagesToSee are addresses of all pages that people see, with something on them.
func pagesToSee(t *testing.T, s *Server) []string {
	known := someIDs(t, s.Ledger)
	list, err := s.Ledger.ListArticles(context.Background(), 3, "")
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"/", "/search?size=8", "/search?q=dam&since=2026&size=8", "/search?q=nothingatall", "/search?own=1&q=water", "/articles", "/d/" + known.article, "/a/" + known.attribution,
		"/speakers", "/speakers?q=nobody", "/s/" + known.speaker, "/s/" + known.speaker + "/said?cue=say", "/speakers/changes", "/trace", "/trace?q=We+will+look+at+every+dam+in+the+country", "/trace?q=zebra+crossing+marmalade",
		"/corrections", "/feeds", "/q/" + known.attribution, "/verify", "/verify?q=We+will+look+at+every+dam+in+the+country", "/compare", "/compare?d=" + list.Articles[0].ID + "&d=" + list.Articles[1].ID,
		"/events", "/saved", "/saved/1", "/saved/1/alerts/1", "/framing?least=3", "/framing?least=3&row-has=direct#rows", "/read", "/settings", "/about", "/login", "/nothing", "/search?size=-1",
	}
}

// inTabs does n things in two tabs at the same time, the first half of them and the
// second, with a script in all pages.
func inTabs(t *testing.T, n int, script string, visit func(b *tab, i int)) {
	var tabs [2]*tab
	for k := range tabs {
		tabs[k] = openTab(t)
		call(tabs[k], page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	}
	var all sync.WaitGroup
	for k, b := range tabs {
		all.Go(func() {
			for i := k * n / 2; i < (k+1)*n/2; i++ {
				visit(b, i)
			}
			b.check()
		})
	}
	all.Wait()
}

// TestAccessible runs axe over every page in both themes, wide and narrow.
func TestAccessible(t *testing.T) {
	s, server := newServer(t, Options{Sample: true})
	pages := pagesToSee(t, s)
	inTabs(t, 2*len(pages), axe, func(b *tab, k int) {
		i, theme := k%len(pages), []string{"light", "dark"}[k/len(pages)]
		if i == 0 {
			b.theme(theme)
		}
		b.accessible(server.URL, pages[i], theme, []int64{1280, 390}[(i+k/len(pages))%2])
	})
}

// accessible runs axe over a page.
func (b *tab) accessible(server, address, theme string, width int64) {
	b.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(server+address))
	if value[bool](b, "document.documentElement.scrollWidth > document.documentElement.clientWidth") {
		b.Errorf("%s, %d wide: the page is wider than the window", address, width)
	}
	result := value[string](b, `axe.run(document, {preload: false, resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then((r) =>
		JSON.stringify(r.violations.map((v) => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary)}))))`, chromedp.EvalAwaitPromise)
	var violations []struct {
		ID, Help string
		Nodes    []string
	}
	if err := json.Unmarshal([]byte(result), &violations); err != nil {
		b.Errorf("%s: %v", address, err)
	}
	for _, v := range violations {
		b.Errorf("%s, %s, %d wide: %s (%s): %s", address, theme, width, v.ID, v.Help, strings.Join(v.Nodes, "\n\t"))
	}
}

// TestHands uses the pages by hand: keys, pointing, forms.
func TestHands(t *testing.T) {
	b := openTab(t)
	s, server := newServer(t, Options{Ledger: newLedger(t, entriesForTest(t))})
	known := someIDs(t, s.Ledger)
	b.do(chromedp.EmulateViewport(1280, 900))

	// Search by keys: "/" leads to the box, "j" and "k" through the hits, "o" opens one.
	b.do(chromedp.Navigate(server.URL+"/articles"), chromedp.KeyEvent("/"))
	_ = value[string](b, `document.activeElement.value = ""`) // the protocol sends the character even if the key was taken
	b.do(chromedp.KeyEvent("dam"+kb.Enter), chromedp.WaitVisible(".hit"))
	if at := b.at(server.URL); at != "/search?q=dam" {
		t.Errorf("at %s", at)
	}
	_ = value[chromedp.Void](b, "document.activeElement.blur()")
	b.do(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"))
	if n := value[int](b, `[...document.querySelectorAll(".item")].findIndex((x) => x.classList.contains("at"))`); n != 0 {
		t.Errorf("at item %d", n)
	}
	b.do(chromedp.KeyEvent("o"), chromedp.WaitVisible(".quote"))
	if at := b.at(server.URL); !strings.HasPrefix(at, "/a/") {
		t.Errorf("at %s", at)
	}

	// Help; then keys are switched off, and the page is made dark.
	b.do(chromedp.KeyEvent("?"), chromedp.WaitVisible("dialog[open]"), chromedp.KeyEvent(kb.Escape), chromedp.WaitNotPresent("dialog[open]"))
	b.do(chromedp.Navigate(server.URL+"/settings"), chromedp.Click(`input[name="keys"]`), chromedp.Click(`input[value="dark"]`), chromedp.Submit("form.settings"),
		chromedp.WaitVisible(`.note[role="status"]`), chromedp.KeyEvent("?"))
	if n, scheme := value[int](b, `document.querySelectorAll("dialog[open]").length`), value[string](b, "getComputedStyle(document.documentElement).colorScheme"); n != 0 || scheme != "dark" {
		t.Errorf("%d dialogs, colours %s", n, scheme)
	}

	// Pointing at words shows what they belong to, and why.
	b.do(chromedp.Navigate(server.URL + "/d/" + known.article))
	_ = value[chromedp.Void](b, `document.querySelector(".text mark.cue").dispatchEvent(new MouseEvent("mouseover", {bubbles: true}))`)
	b.do(chromedp.WaitVisible(".tip"))
	if tip, n := value[string](b, `document.querySelector(".tip").textContent`), value[int](b, `document.querySelectorAll("mark.lit").length`); !strings.Contains(tip, "probability") || n < 2 {
		t.Errorf("%d marks, %q", n, tip)
	}
	_ = value[chromedp.Void](b, `document.querySelector("a.ref").focus()`)
	b.do(chromedp.WaitVisible(".card.lit"))
	if width := value[int](b, `document.querySelector('[data-show="labels"]').click(), document.querySelector(".tag").offsetWidth`); width < 10 {
		t.Errorf("labels are %d wide", width)
	}

	// Words that are selected in the text are taken into the form that mends.
	b.do(chromedp.Navigate(server.URL+"/a/"+known.attribution), chromedp.SendKeys(".correct summary", kb.Enter), chromedp.WaitVisible(".mend"))
	words := value[string](b, `getSelection().selectAllChildren(document.querySelector(".text mark.content")), getSelection().toString().trim()`)
	b.do(chromedp.SendKeys(`.mend label:has([name="source"]) [data-take]`, kb.Enter))
	if taken := value[string](b, `document.querySelector('.mend [name="source"]').value`); taken != strings.Join(strings.Fields(words), " ") || words == "" {
		t.Errorf("taken %q, selected %q", taken, words)
	}

	// A text is read and kept.
	b.do(chromedp.Navigate(server.URL+"/read"), chromedp.SendKeys("textarea", "Mayor Ann Poe told reporters that the bridge would open."), chromedp.Submit("form.paste"), chromedp.WaitVisible(".keep"),
		chromedp.Click(".keep button"), chromedp.WaitVisible(".hash"))
	if at := b.at(server.URL); !strings.HasPrefix(at, "/d/") {
		t.Errorf("at %s", at)
	}

	// Articles are chosen and compared.
	b.do(chromedp.Navigate(server.URL + "/compare"))
	_ = value[chromedp.Void](b, `[...document.querySelectorAll("[name=d]")].slice(1, 3).forEach((x) => x.click())`)
	b.do(chromedp.Submit("main form"), chromedp.WaitVisible(".side"))
	if at := b.at(server.URL); strings.Count(at, "d=") != 2 {
		t.Errorf("at %s", at)
	}
	b.check()
}

// TestWithoutScripts reads and searches with scripts switched off.
func TestWithoutScripts(t *testing.T) {
	b := openTab(t)
	s, server := newServer(t, Options{})
	known := someIDs(t, s.Ledger)
	scripts := func(on bool) {
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	}
	scripts(false)
	b.do(chromedp.Navigate(server.URL+"/"), chromedp.SendKeys(`input[name="q"]`, "dam"+kb.Enter), chromedp.WaitReady(".hit"))
	scripts(true)
	if title, hits := value[string](b, "document.title"), value[int](b, `document.querySelectorAll(".hit").length`); !strings.HasPrefix(title, "dam") || hits == 0 {
		t.Errorf("title %q, %d hits", title, hits)
	}
	scripts(false)
	b.do(chromedp.Navigate(server.URL + "/d/" + known.article + "#n2"))
	scripts(true)
	for _, selector := range []string{".card", ".card:target", ".tag", ".legend input", "mark.source"} {
		if value[int](b, `document.querySelectorAll("`+selector+`").length`) == 0 {
			t.Errorf("there is no %s", selector)
		}
	}
}

// hostileTexts are what feeds and pages have carried into readers of news.
var hostileTexts = []string{
	`<script>xss()</script>`, `"><img src=x onerror=xss()>`, `<svg onload=xss()>`, `<iframe srcdoc="<script>parent.xss()</script>"></iframe>`,
	`javascript:xss()`, `java&#10;script:xss()`, `<a href="javascript:xss()">x</a>`, `<a href="data:text/html,<script>xss()</script>">x</a>`, `'-xss()-'`, `{{constructor.constructor('xss()')()}}`,
	`<math><mtext><table><mglyph><style><img src=x onerror=xss()>`, `<base href="https://evil.example/">`, `<meta http-equiv=refresh content="0;url=https://evil.example">`,
	`<form action="https://evil.example"><button>x</button></form>`, `</title><script>xss()</script>`, `--><script>xss()</script>`, `]]><script>xss()</script>`, `<style>@import 'https://evil.example'</style>`,
	`<img srcset="x 1x" onload=xss()>`, `<body onload=xss()>`, "<scr\x01ipt>xss()</scr\x01ipt>", `<template><script>xss()</script></template>`, `<noscript><p title="</noscript><img src=x onerror=xss()>">`,
	"\u202e)(ssx\u202c", `<details open ontoggle=xss()>`, `<input autofocus onfocus=xss()>`, `</textarea><script>xss()</script>`, `</svg><script>xss()</script>`,
}

// hostileLedger holds an article for each of hostileTexts, in which everything that
// can say so does: titles, outlets, bylines, names, words and addresses.
func hostileLedger(t *testing.T) *store.Ledger {
	t.Helper()
	var entries []store.Entry
	for i, bad := range hostileTexts {
		text := fmt.Sprintf("%s\n\nMayor Ann %s Poe told %s that “%s is %s”, the ministry %s said.\n\nThe so-called “%s” went on.\n", bad, bad, bad, bad, bad, bad, bad)
		a := hearsay.NewArticle(text)
		a.Title, a.Outlet, a.Bylines, a.Published, a.File = bad, bad, []string{bad}, fmt.Sprintf("2026-03-%02d", i%28+1), bad
		a.URL = "https://news.example/" + url.PathEscape(bad)
		if i%3 == 0 {
			a.URL = "javascript:xss()//" + bad
		}
		r, err := hearsay.Read(a)
		if err != nil {
			t.Fatal(err)
		}
		for k := range r.Speakers {
			r.Speakers[k].Name, r.Speakers[k].Role, r.Speakers[k].Organisation = bad+" "+r.Speakers[k].Name, bad, bad
		}
		for k := range r.Attributions {
			r.Attributions[k].Chain = []string{bad, bad + " ministry", bad}
			r.Attributions[k].Medium = bad
		}
		entries = append(entries, store.Entry{Article: a, Reading: r})
	}
	return newLedger(t, entries)
}

// TestHostileText shows the ledger of hostile texts on every page: nothing of it
// runs, nothing is fetched from elsewhere, and the words are there.
func TestHostileText(t *testing.T) {
	ledger := hostileLedger(t)
	_, server := newServer(t, Options{Ledger: ledger})
	list, err := ledger.ListArticles(context.Background(), 100, "")
	if err != nil {
		t.Fatal(err)
	}
	addresses := []string{"/", "/search", "/search?q=" + url.QueryEscape(hostileTexts[0]), "/articles", "/speakers", "/events", "/framing?least=1", "/framing?least=1&row-has=all", "/compare",
		"/trace?q=" + url.QueryEscape(hostileTexts[1]+" is here to stay"), "/verify?q=" + url.QueryEscape(hostileTexts[1]), "/compare?d=" + list.Articles[0].ID + "&d=" + list.Articles[1].ID}
	for _, a := range list.Articles {
		addresses = append(addresses, "/d/"+a.ID)
		kept, err := ledger.Article(context.Background(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i := range kept.Attributions[:min(1, len(kept.Attributions))] {
			addresses = append(addresses, "/a/"+kept.Attributions[i].ID)
		}
	}
	speakers, err := ledger.Speakers(context.Background(), store.SpeakerSearch{Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, sp := range speakers {
		addresses = append(addresses, fmt.Sprintf("/s/%d", sp.ID))
	}
	t.Run("as markup", func(t *testing.T) {
		for _, address := range addresses {
			response, body := ask(t, "GET", server.URL+address, nil)
			if response.StatusCode != 200 {
				t.Errorf("%s: status %d", address, response.StatusCode)
			}
			for _, bad := range []string{"<script>xss", "<img src=x", "<svg onload", "<iframe", `href="javascript:`, "<base ", "<meta http-equiv", "<body onload", "<template>", "<input autofocus onfocus"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s holds %s", address, bad)
				}
			}
		}
	})
	t.Run("in a browser", func(t *testing.T) { hostileInBrowser(t, server.URL, addresses) })
}

func hostileInBrowser(t *testing.T, server string, addresses []string) {
	inTabs(t, len(addresses), "window.ran = 0; window.xss = () => { window.ran++ }", func(b *tab, i int) {
		b.do(chromedp.Navigate(server + addresses[i]))
		found := value[string](b, `window.ran + " scripts ran, " + performance.getEntriesByType("resource").filter((r) => !r.name.startsWith(location.origin)).length + " foreign things were fetched"`)
		if found != "0 scripts ran, 0 foreign things were fetched" {
			t.Errorf("%s: %s", addresses[i], found)
		}
	})
}

// TestScreens takes pictures of all pages when HEARSAY_SCREENS names a directory.
func TestScreens(t *testing.T) {
	dir := os.Getenv("HEARSAY_SCREENS")
	if dir == "" {
		t.Skip("HEARSAY_SCREENS does not name a directory")
	}
	b := openTab(t)
	s, server := newServer(t, Options{Sample: true})
	for i, address := range pagesToSee(t, s) {
		for _, theme := range []string{"light", "dark", "print"} {
			b.theme(theme)
			for _, width := range []int64{1280, 390} {
				b.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(server.URL+address))
				picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(fmt.Sprintf("%s/%02d-%s-%d.png", dir, i, theme, width), picture, 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
