import type { Cause } from '../../domain/cause.ts'
import { says } from './words.ts'

/** What HTTP answers of any server mean. A system's own codes and texts weigh more. */
export const httpCauses: readonly Cause[] = [
  {
    id: 'http.too-many',
    signs: [
      { codes: ['http:429'] },
      {
        words:
          /too many requests|rate ?limit|throttl|quota exceeded|resource limit|exceeded (?:its |the )?(?:resource|request) limit/i,
      },
    ],
    class: 'rate_limit',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The system or its host counts the hub’s requests, and had enough for now.',
    next: 'The hub waits as long as the answer asked for. If it happens often, set requestsPerSecond of the connection lower.',
    source: 'RFC 6585, 429',
  },
  {
    id: 'http.too-large',
    signs: [
      { codes: ['http:413'] },
      { words: /entity too large|payload too large|maxAllowedContentLength|post_max_size/i },
    ],
    class: 'rate_limit',
    owner: 'integrator',
    retryHelps: false,
    says: 'The request is larger than the web server accepts.',
    next: 'Send less in one request (smaller images, shorter lists), or have the limit raised (nginx client_max_body_size, Apache LimitRequestLine).',
    source: 'RFC 9110, 413, 414; nginx client_max_body_size',
  },
  {
    id: 'http.address-too-long',
    signs: [
      { codes: ['http:414', 'http:431'] },
      { words: /request[- ]uri too (?:large|long)|request header fields too large/i },
    ],
    class: 'rate_limit',
    owner: 'hub developer',
    retryHelps: false,
    says: 'The address of the request is longer than the web server accepts: too many ids were asked for at once.',
    next: 'Ask for fewer ids in one request.',
    source: 'RFC 9110, 414; RFC 6585, 431',
  },
  {
    id: 'http.suspended',
    signs: [
      {
        words:
          /account (?:has been )?suspended|bandwidth limit exceeded|site (?:is )?suspended|compte (?:est )?suspendu|cuenta suspendida/i,
      },
    ],
    class: 'connection',
    owner: 'its admin',
    retryHelps: false,
    says: 'The host has suspended the account of the site.',
    next: 'The owner of the shop settles that with the host; the hub waits.',
    source: 'page of common hosts (“This Account has been suspended.”)',
  },
  {
    id: 'http.own-proxy-lost',
    signs: [
      {
        words:
          /(?:unable to determine ip address|dns_unresolved_hostname|host ?name[^.]{0,40}(?:not|could not) be resolved|cannot find server)[\s\S]*(?:squid|proxy|gateway)|ERR_DNS_FAIL/i,
      },
    ],
    class: 'connection',
    owner: 'integrator',
    retryHelps: false,
    says: 'A proxy between the hub and the system does not know the system’s host name.',
    next: 'Compare the address of the connection; if it is right, have the proxy use name servers that know it, or let the hub call without the proxy.',
    source: 'Squid ERR_DNS_FAIL, Blue Coat dns_unresolved_hostname',
  },
  {
    id: 'http.own-proxy',
    signs: [
      {
        words:
          /fortiguard|fortigate|zscaler|blue ?coat|mcafee web gateway|web gateway|netskope|forcepoint|internet usage policy|company policy|category[^.]{0,40}(?:not allowed|blocked)|web page blocked/i,
      },
    ],
    class: 'permission',
    owner: 'integrator',
    retryHelps: false,
    says: 'A web filter of the hub’s own network refuses the address.',
    next: 'Have whoever runs the network let the hub’s machine through to this address; the system itself saw nothing of the call.',
    source: 'block pages of FortiGuard, Zscaler, Blue Coat, McAfee',
  },
  {
    id: 'http.firewall',
    signs: [
      {
        codes: ['http:403', 'http:406', 'http:405'],
        words:
          /cloudflare|security service|firewall|mod_security|wordfence|imunify|sucuri|captcha|\bbot\b|access denied|forbidden|not acceptable|incapsula|akamai|<html/i,
      },
      {
        words:
          /requested url was rejected|request rejected|you have been blocked|web application firewall|(?:blocked|protected) by (?:imunify|wordfence|sucuri|cloudflare)|ip (?:address )?has been (?:blocked|banned)|error\s*(?:<[^>]*>)?\s*10(?:0[5-9]|1\d|20)|attention required|cf-mitigated|challenge-platform|just a moment/i,
      },
    ],
    class: 'permission',
    owner: 'its admin',
    retryHelps: false,
    says: 'A firewall or bot rule before the system refuses the hub.',
    next: 'Let the hub’s IP address through to the web service (Cloudflare: Security > WAF > a rule for /api; else the host’s firewall).',
    source: 'Cloudflare errors 1005–1020; ModSecurity answers 403 or 406',
  },
  {
    id: 'http.denied',
    signs: [{ codes: ['http:403'] }, { words: says.denied }],
    class: 'permission',
    owner: 'its admin',
    retryHelps: false,
    says: 'The system knows the hub’s account and does not let it do this.',
    next: 'Give the account the right for what stands in the message, or let the hub’s address through where a firewall answers.',
    source: 'RFC 9110, 403',
  },
  {
    id: 'http.other-gate',
    signs: [{ codes: ['http:other-realm'] }],
    class: 'authentication',
    owner: 'its admin',
    retryHelps: false,
    says: 'A password of the web server stands before the system, as on a test site.',
    next: 'Take the password protection away from the path of the web service, or let the hub’s address through.',
    source: 'RFC 7617: a realm that is not the system’s own',
  },
  {
    id: 'http.sign-in',
    signs: [{ codes: ['http:401'] }, { words: /unauthori[sz]ed|invalid credentials|login failed/i }],
    class: 'authentication',
    owner: 'its admin',
    retryHelps: false,
    says: 'The system does not accept the hub’s sign-in.',
    next: 'Check key, user, domain and password of the connection, and import it again with the right ones.',
    source: 'RFC 9110, 401',
  },
  {
    id: 'http.proxy-sign-in',
    signs: [
      { codes: ['http:407'] },
      { codes: ['http:407'], words: /prox|squid|cache/i },
      { words: /proxy authentication required|cache access denied/i },
    ],
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'A proxy on the way wants a sign-in.',
    next: 'Set another proxy in the connection, or have the proxy let the hub’s machine through.',
    source: 'RFC 9110, 407',
  },
  {
    id: 'http.maintenance',
    signs: [
      {
        codes: ['http:503'],
        words:
          /maintenance|mantenimiento|wartung|konserwac|prace techniczne|onderhoud|manuten|travaux|mise à jour|back soon|temporarily/i,
      },
      { codes: ['http:503'], words: /retry-after/i },
    ],
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The site is closed for maintenance for a while.',
    next: 'The hub waits as long as the answer says, and tries again.',
    source: 'RFC 9110, 503 and Retry-After',
  },
  {
    id: 'http.unavailable',
    signs: [{ codes: ['http:503', 'http:502', 'http:504', 'http:508', 'http:408', 'http:520', 'http:524'] }],
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The server could not answer for the moment.',
    next: 'The hub tries again. If it lasts, see on the server whether its service or PHP is up and what its log says.',
    source: 'RFC 9110, 5xx',
  },
  {
    id: 'http.server-error',
    signs: [{ codes: ['http:500', 'http:501', 'http:505'] }],
    class: 'unknown',
    owner: 'its admin',
    retryHelps: false,
    says: 'The server failed on the request and says nothing of the reason.',
    next: 'Look into the error log of the server (PHP, IIS) for the time of the call. Read the record back before anything is sent again.',
    source: 'RFC 9110, 500; PHP answers a fatal error with an empty body',
  },
  {
    id: 'http.origin-down',
    signs: [{ codes: ['http:521', 'http:522', 'http:523', 'http:530'] }],
    class: 'connection',
    owner: 'its admin',
    retryHelps: true,
    says: 'The proxy before the site does not reach the site’s own server.',
    next: 'See that the site’s server is up and takes connections of the proxy.',
    source: 'Cloudflare errors 521–523, 530',
  },
  {
    id: 'http.origin-certificate',
    signs: [{ codes: ['http:525', 'http:526'] }],
    class: 'connection',
    owner: 'its admin',
    retryHelps: false,
    says: 'The proxy before the site does not trust the certificate of the site’s own server.',
    next: 'Have the certificate of the site’s own server renewed.',
    source: 'Cloudflare errors 525, 526',
  },
  {
    id: 'http.redirect',
    signs: [{ codes: ['http:301', 'http:302', 'http:303', 'http:307', 'http:308'] }],
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'The system is at another address: it redirects.',
    next: 'Give the address exactly as the system knows itself, with the right http or https and host name; import the connection again.',
    source: 'RFC 9110, 3xx; the hub follows no redirect, since a write would lose its body',
  },
  {
    id: 'http.not-there',
    signs: [{ codes: ['http:404', 'http:410'] }],
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'There is no such page at the address of the connection.',
    next: 'Check the address, and that the web server hands this path to the web service.',
    source: 'RFC 9110, 404',
  },
  {
    id: 'http.bad-request',
    signs: [{ codes: ['http:400', 'http:415', 'http:422', 'http:411'] }],
    class: 'our_bug',
    owner: 'hub developer',
    retryHelps: false,
    says: 'The system could not read the request.',
    next: 'Report it with the journal of the run; the request has to be corrected.',
    source: 'RFC 9110, 400, 415, 422',
  },
]
