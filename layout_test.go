package hearsay

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// reports are invented texts in the manners of agencies and papers, with what
// their layout says. Fields left empty have to be found empty.
var reports = []struct {
	name, text                                    string
	title, headline, span, line, outlet, date, by string
	credits                                       string // joined by " | "
}{
	{
		name:     "stop, mark between strokes, colon, caption",
		text:     "Talks on the river go on - Torvek\n\nTorvek\n\nDORVIN, March 9. /VTA/: The talks go on, Torvek said.\n\nNo date was set.\n",
		title:    "Talks on the river go on - Torvek",
		headline: "Talks on the river go on - Torvek",
		span:     "DORVIN, March 9. /VTA/: ", line: "DORVIN, March 9.", outlet: "VTA", credits: "Torvek",
	},
	{
		name:  "mark in brackets, hyphen",
		text:  "Ferry line denies sale\n\nLONDON (Reuters) - The line denied it.\n\n(Reporting by Jane Roe in Morrow and Sam Poe; Editing by Ann Loe)\n",
		title: "Ferry line denies sale", headline: "Ferry line denies sale",
		span: "LONDON (Reuters) - ", line: "LONDON", outlet: "Reuters", by: "Jane Roe, Sam Poe",
		credits: "(Reporting by Jane Roe in Morrow and Sam Poe; Editing by Ann Loe)",
	},
	{
		name: "date before the mark, em dash",
		text: "LONDON, March 3 (Reuters) — The line denied it.\n\nIt said so twice.",
		span: "LONDON, March 3 (Reuters) — ", line: "LONDON, March 3", outlet: "Reuters",
	},
	{
		name: "full date", text: "PORT CARROW, 3 March 2021 (Meridian) – Crews were at work.\n",
		span: "PORT CARROW, 3 March 2021 (Meridian) – ", line: "PORT CARROW, 3 March 2021", outlet: "Meridian", date: "2021-03-03",
	},
	{
		name: "place and dash only", text: "WASHINGTON — The court sat.\n\nIt rose.",
		span: "WASHINGTON — ", line: "WASHINGTON",
	},
	{
		name: "state after the place", text: "LOWER TESK, Mich. — The court sat.",
		span: "LOWER TESK, Mich. — ", line: "LOWER TESK, Mich.",
	},
	{
		name: "state in initials, month", text: "ORSUND, N.Y., Sept. 26 (UPI) — The court sat.",
		span: "ORSUND, N.Y., Sept. 26 (UPI) — ", line: "ORSUND, N.Y., Sept. 26", outlet: "UPI",
	},
	{
		name: "stop after the mark", text: "KYIV, Feb. 3 /Ukrinform/. The council met.",
		span: "KYIV, Feb. 3 /Ukrinform/. ", line: "KYIV, Feb. 3", outlet: "Ukrinform",
	},
	{
		name: "mark alone", text: "Court sits late\n\n(AP) — The court sat.",
		title: "Court sits late", headline: "Court sits late", span: "(AP) — ", outlet: "AP",
	},
	{
		name: "no separator after a known mark", text: "New Delhi, Feb 3 (PTI) The council met on Monday.",
		span: "New Delhi, Feb 3 (PTI) ", line: "New Delhi, Feb 3", outlet: "PTI",
	},
	{
		name: "ordinary letters, full date", text: "Port Selma, 3 March 2021 – The council met.",
		span: "Port Selma, 3 March 2021 – ", line: "Port Selma, 3 March 2021", date: "2021-03-03",
	},
	{
		name: "two places", text: "GENEVA/PORT SELMA (AFP) – The council met.",
		span: "GENEVA/PORT SELMA (AFP) – ", line: "GENEVA/PORT SELMA", outlet: "AFP",
	},
	{
		name: "weekday", text: "ST. ORLA, Tuesday — The council met.",
		span: "ST. ORLA, Tuesday — ", line: "ST. ORLA, Tuesday",
	},
	{
		name: "double hyphen", text: "BEIJING, May 5 (Xinhua) -- The council met.",
		span: "BEIJING, May 5 (Xinhua) -- ", line: "BEIJING, May 5", outlet: "Xinhua",
	},
	{
		name: "bare name of an agency", text: "MOSCOW. Feb 12. INTERFAX - The council met.",
		span: "MOSCOW. Feb 12. INTERFAX - ", line: "MOSCOW. Feb 12.", outlet: "INTERFAX",
	},
	{
		name:  "readout: issuer, date and a stop",
		text:  "President speaks by telephone with Prime Minister\n\nPress Service of the President of Kesmar\n\nSARAT, 14 May. On the initiative of the other side, they spoke.\n",
		title: "President speaks by telephone with Prime Minister", headline: "President speaks by telephone with Prime Minister",
		span: "SARAT, 14 May. ", line: "SARAT, 14 May", outlet: "Press Service of the President of Kesmar",
		credits: "Press Service of the President of Kesmar",
	},
	{
		name:  "dateline on a line of its own",
		text:  "Readout of the call\n\nVESTHAVN, 14 May\n\nThe Prime Minister spoke by telephone today.\n",
		title: "Readout of the call", headline: "Readout of the call", span: "VESTHAVN, 14 May", line: "VESTHAVN, 14 May",
	},
	{
		name:  "byline with a job",
		text:  "Mill Lane scheme goes ahead.\n\nBy Jane Roe, Staff Writer\n\nThe scheme goes ahead.\n",
		title: "Mill Lane scheme goes ahead.", headline: "Mill Lane scheme goes ahead.",
		by: "Jane Roe", credits: "By Jane Roe, Staff Writer",
	},
	{
		name:  "byline with an outlet, no empty lines",
		text:  "Mill Lane scheme goes ahead\nBy JANE ROE and Sam van Poe, The Thornby Post\nTHORNBY — The scheme goes ahead.\n",
		title: "Mill Lane scheme goes ahead", headline: "Mill Lane scheme goes ahead", span: "THORNBY — ", line: "THORNBY",
		outlet: "The Thornby Post", by: "JANE ROE, Sam van Poe", credits: "By JANE ROE and Sam van Poe, The Thornby Post",
	},
	{
		name:  "date line under the byline, carriage returns",
		text:  "Mill Lane scheme goes ahead\r\n\r\nPublished: 3 March 2021, 10:15\r\n\r\nBy Jane Roe\r\n\r\nThe scheme goes ahead.\r\n",
		title: "Mill Lane scheme goes ahead", headline: "Mill Lane scheme goes ahead", date: "2021-03-03", by: "Jane Roe",
		credits: "Published: 3 March 2021, 10:15 | By Jane Roe",
	},
	{
		name:  "headline over two lines",
		text:  "Mill Lane scheme goes ahead,\nsay its friends\n\nThe scheme goes ahead, its friends say.\n",
		title: "Mill Lane scheme goes ahead, say its friends", headline: "Mill Lane scheme goes ahead,\nsay its friends",
	},
	{
		name:  "a colon below a headline is a dateline",
		text:  "Rain expected\n\nISLAMABAD: More rain is expected, officials said.\n",
		title: "Rain expected", headline: "Rain expected", span: "ISLAMABAD: ", line: "ISLAMABAD",
	},
	{name: "no layout at all", text: "The minister said on Monday that the council had met and that it would meet again before the end of the month.\n\nNobody answered."},
	{name: "a transcript is no dateline", text: "ROE: Good evening.\n\nPOE: Good evening to you.\n"},
	{name: "a label is no place", text: "BREAKING — The council has met, and what it said will be known when the minutes are out, which takes a week.\n"},
	{name: "a sentence with a dash", text: "The council — all nine of them — met on Monday, and nothing was decided that had not been decided before.\n"},
	{name: "a date in a sentence", text: "March 3, 2021 was a day like any other for the council, which met and rose and met again before the evening.\n"},
	{name: "by the river", text: "By the river, people said that they had seen nothing like it since the flood, and that they would rather not again.\n"},
	{name: "nothing", text: ""},
	{name: "only space", text: " \n\t\r\n\n"},
	{name: "only punctuation", text: "… — !! (/)\n\n---\n"},
	{name: "open marks", text: "DORVIN (((((/ /// [ , . - \n"},
	{name: "no such day", text: "DORVIN, February 31 — The council met.", span: "", line: ""},
}

func TestLayout(t *testing.T) {
	for _, c := range reports {
		t.Run(c.name, func(t *testing.T) {
			a := NewArticle(c.text)
			check := func(what, got, want string) {
				t.Helper()
				if got != want {
					t.Errorf("%s is %q, want %q", what, got, want)
				}
			}
			check("title", a.Title, c.title)
			check("dateline", a.Dateline, c.line)
			check("outlet", a.Outlet, c.outlet)
			check("date", a.Published, c.date)
			check("bylines", strings.Join(a.Bylines, ", "), c.by)
			headline, _ := a.HeadlineSpan()
			check("headline", a.Text[headline.Start:headline.End], c.headline)
			span, _ := a.DatelineSpan()
			check("dateline span", a.Text[span.Start:span.End], c.span)
			var credits []string
			for _, s := range a.CreditSpans() {
				credits = append(credits, a.Text[s.Start:s.End])
			}
			check("credits", strings.Join(credits, " | "), c.credits)
		})
	}
}

func TestNewArticleKeepsText(t *testing.T) {
	a := NewArticle("a\xffb")
	if a.Text != "a\uFFFDb" || a.Language != "en" {
		t.Errorf("got %q, %q", a.Text, a.Language)
	}
	if b := NewArticle(a.Text); b.ID != a.ID || len(a.ID) != 16 || !strings.HasPrefix(a.SHA256, a.ID) {
		t.Errorf("ids %q and %q of the same text, hash %q", a.ID, b.ID, a.SHA256)
	}
}

func TestScanDate(t *testing.T) {
	for in, want := range map[string]string{
		"March 3, 2021 and": "March 3, 2021", "3rd March": "3rd March", "Feb. 29": "Feb. 29", "30 Feb. 2021": "",
		"2022-02-12T10": "2022-02-12", "2022-13-12": "", "Tuesday": "Tuesday", "Tue., Sept. 4": "Tue., Sept. 4",
		"May": "", "Marching 3": "", "3 people": "", "99999999999999999999": "", "Sunday 14 May": "Sunday 14 May",
	} {
		if _, n := scanDate(in); in[:n] != want {
			t.Errorf("scanDate(%q) reads %q, want %q", in, in[:n], want)
		}
	}
}

func FuzzNewArticle(f *testing.F) {
	for _, c := range reports {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a := NewArticle(text)
		if !utf8.ValidString(a.Text) || utf8.ValidString(text) && a.Text != text {
			t.Fatalf("text changed to %q", a.Text)
		}
		headline, _ := a.HeadlineSpan()
		dateline, _ := a.DatelineSpan()
		for _, s := range append(a.CreditSpans(), headline, dateline) {
			if s.Start < 0 || s.End < s.Start || s.End > len(a.Text) || !utf8.ValidString(a.Text[s.Start:s.End]) {
				t.Fatalf("span %v outside the text or off its runes", s)
			}
		}
		for _, s := range []string{a.Title, a.Dateline, a.Outlet, a.Published} {
			if !utf8.ValidString(s) {
				t.Fatalf("%q is not UTF-8", s)
			}
		}
		if !slices.IsSortedFunc(a.CreditSpans(), func(x, y Span) int { return x.Start - y.Start }) {
			t.Fatal("credits out of order")
		}
	})
}
