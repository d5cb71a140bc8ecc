package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// statusError makes an *Error of an answer that is none, nil for one that is.
func (c *Client) statusError(giveUp context.CancelCauseFunc, address string, resp *http.Response, now time.Time) error {
	status := resp.StatusCode
	if status == http.StatusOK || status == http.StatusNotModified || status == http.StatusNonAuthoritativeInfo {
		return nil
	}
	e := &Error{URL: address, Problem: ErrStatus, Detail: resp.Status, Status: status, Next: again}
	if wall := c.challenge(giveUp, resp); wall != "" {
		e.Problem, e.Detail, e.Next = ErrChallenge, resp.Status+", "+wall, "open the page in a browser and save it, or ask the site to let your user agent in"
		return e
	}
	switch status {
	case http.StatusNoContent, http.StatusResetContent:
		e.Problem = ErrEmpty
	case http.StatusPartialContent:
		e.Problem, e.Detail, e.Next = ErrTruncated, "the server sent a part of it, unasked", "tell the site"
	case http.StatusUnauthorized:
		e.Problem, e.Next = ErrDenied, "if you have an account: https://NAME:PASSWORD@…"
	case http.StatusForbidden, http.StatusPaymentRequired:
		e.Problem, e.Next = ErrDenied, "open the page in a browser and save it, if you may"
	case http.StatusProxyAuthRequired:
		e.Problem, e.Next = ErrDenied, "give the name and password of the proxy in HTTPS_PROXY"
	case http.StatusNotFound:
		e.Problem, e.Next = ErrMissing, "check the address"
	case http.StatusGone:
		e.Problem, e.Next = ErrGone, "take the address off your list"
	case http.StatusUnavailableForLegalReasons:
		e.Problem, e.Next = ErrLegal, "look for the article elsewhere"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		e.Problem, e.RetryAfter = ErrBusy, retryAfter(resp.Header.Get("Retry-After"), now)
		e.Detail = resp.Status + ", in " + e.RetryAfter.String()
	}
	return e
}

// challenge says who asks whether a human reads the page, "" if nobody does.
// Content networks answer so with 403, 429 or 503.
func (c *Client) challenge(giveUp context.CancelCauseFunc, resp *http.Response) string {
	h := resp.Header
	switch {
	case resp.StatusCode != http.StatusForbidden && resp.StatusCode != http.StatusTooManyRequests &&
		resp.StatusCode != http.StatusServiceUnavailable && resp.StatusCode != http.StatusUnauthorized && resp.StatusCode != http.StatusMethodNotAllowed:
		return ""
	case strings.EqualFold(h.Get("Cf-Mitigated"), "challenge"):
		return "a challenge of Cloudflare"
	case h.Get("X-Datadome") != "" || h.Get("X-Dd-B") != "":
		return "a challenge of DataDome"
	case strings.EqualFold(h.Get("X-Amzn-Waf-Action"), "captcha"), strings.EqualFold(h.Get("X-Amzn-Waf-Action"), "challenge"):
		return "a challenge of AWS WAF"
	}
	const enough = 64 << 10 // bytes of the page that are looked at
	page, err := c.readBody(giveUp, resp, enough, true)
	if err != nil {
		return ""
	}
	text := string(page)
	for _, sign := range []struct{ part, who string }{
		{"/cdn-cgi/challenge-platform/", "a challenge of Cloudflare"}, {"cf-browser-verification", "a challenge of Cloudflare"},
		{"_Incapsula_Resource", "a challenge of Imperva"}, {"/_sec/cp_challenge", "a challenge of Akamai"},
		{"captcha-delivery.com", "a challenge of DataDome"}, {"px-captcha", "a challenge of HUMAN"},
	} {
		if strings.Contains(text, sign.part) {
			return sign.who
		}
	}
	return ""
}

// Bounds of what a server may ask for.
const (
	minRetry   = time.Second
	maxRetry   = 24 * time.Hour
	usualRetry = 10 * time.Second // where it does not say
)

// retryAfter reads the header: seconds, or a time. What is negative or past means
// soon; what is far off, a day.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		if !(seconds < maxRetry.Seconds()) {
			return maxRetry
		}
		return max(time.Duration(seconds*float64(time.Second)), minRetry)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), minRetry), maxRetry)
	}
	return usualRetry
}

// Freshness is how long an answer stays good, as its server says.
type Freshness struct {
	MaxAge time.Duration // 0 if it does not say
	Stated bool          // it does
}

// freshness reads Cache-Control, else Expires.
func freshness(h http.Header) Freshness {
	for part := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(part)), "=")
		switch name {
		case "no-store", "no-cache":
			return Freshness{Stated: true}
		case "max-age":
			if seconds, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 32); err == nil {
				return Freshness{MaxAge: time.Duration(seconds) * time.Second, Stated: true}
			}
		}
	}
	date, err := http.ParseTime(h.Get("Date"))
	expires, expiresErr := http.ParseTime(h.Get("Expires"))
	if err == nil && expiresErr == nil {
		return Freshness{MaxAge: max(expires.Sub(date), 0), Stated: true}
	}
	return Freshness{}
}

// contentType returns the media type in lower case and the charset of a header,
// whatever is wrong with the rest of it.
func contentType(value string) (media, charset string) {
	media, params, err := mime.ParseMediaType(value)
	if err != nil && media == "" {
		media, _, _ = strings.Cut(value, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	const longest = 100 // bytes
	charset = params["charset"]
	if len(media) > longest || len(charset) > longest {
		return "", ""
	}
	return media, charset
}

// trusting returns a configuration of TLS that trusts roots and nobody else.
func trusting(roots *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}
