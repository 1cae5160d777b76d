/** An entry of the catalogue: what a code means and how to mend it, in sentences for docs/errors.md. */
interface CodeEntry {
  code: string;
  meaning: string;
  mend: string;
}

/**
 * Every code a diagnostic may carry, by the order in which a configuration is read. docs/errors.md says the same: a test
 * compares them, both ways.
 */
export const codes = [
  // files
  {
    code: 'missing-file',
    meaning: 'The configuration file does not exist.',
    mend: 'Check the path given to `-f`.',
  },
  {
    code: 'unreadable-file',
    meaning: 'The configuration file exists and cannot be read: no permission, a directory, a failing disk.',
    mend: 'Give the user that starts Headrace the right to read it.',
  },
  {
    code: 'file-too-large',
    meaning: 'The file is larger than 16 MiB or has more than 500,000 lines.',
    mend: 'Check that it is a configuration file; split it into several, each with its own `-f`.',
  },
  {
    code: 'stray-nul',
    meaning: 'The file has a NUL character, as binary files do and text files do not.',
    mend: 'Check that it is a configuration file in a single-byte encoding or UTF-8; remove the character.',
  },
  // lines
  {
    code: 'line-too-long',
    meaning: 'A line has more than 524,288 bytes or more than 1,024 words and quoted pieces.',
    mend: 'Check that its end is not missing.',
  },
  {
    code: 'missing-newline',
    meaning: 'The last line has no line end: the file may have been cut off while it was written.',
    mend: 'Check that the file is whole and end it with a newline.',
  },
  {
    code: 'text-after-carriage-return',
    meaning: 'A carriage return in the middle of a line ends it; the text behind it has no effect.',
    mend: 'Write lines that end in LF or CRLF; write a carriage return within a word as `\\r`.',
  },
  // words
  {
    code: 'unmatched-quote',
    meaning: 'A quote is opened and not closed on the same line.',
    mend: 'Close it, or write `\\"` or `\\\'` for a quote that is part of the word.',
  },
  {
    code: 'bad-escape',
    meaning: 'After `\\x` there are no two hexadecimal digits.',
    mend: 'Write two digits, or `\\\\x` for a backslash and an x.',
  },
  {
    code: 'bad-variable-name',
    meaning: 'A dollar sign in double quotes is not followed by the name of an environment variable.',
    mend: 'Names are letters, digits and `_` and begin with no digit. Write `\\$` for a dollar sign, or use single quotes.',
  },
  {
    code: 'unmatched-brace',
    meaning: 'The brace of an environment variable is not closed right after its name or its default.',
    mend: 'Write `${NAME}` or `${NAME-default}`.',
  },
  {
    code: 'bad-word-expansion',
    meaning: 'The name of an environment variable is followed by `[` and not by `[*]`.',
    mend: 'Write `${NAME[*]}` to make several words of its value.',
  },
  {
    code: 'nul-in-word',
    meaning: 'A word contains a NUL character, written `\\x00`; it ends there, as in HAProxy.',
    mend: 'Remove the character.',
  },
  {
    code: 'too-many-words',
    meaning: 'A line has more than 64 words.',
    mend: 'Split it: most keywords may be repeated on several lines.',
  },
  // directives
  {
    code: 'invalid-directive-condition',
    meaning: 'The condition of `.if` or `.elif` cannot be read.',
    mend: "Write numbers and predicates, with `!`, `&&`, `||` and parentheses; see section 2.4 of HAProxy's manual.",
  },
  {
    code: 'misplaced-directive',
    meaning: '`.elif`, `.else` or `.endif` has no `.if`, or follows `.else`, or too many `.if` are nested.',
    mend: 'Check which `.if` it belongs to.',
  },
  {
    code: 'unterminated-block',
    meaning: 'The file ends within an `.if` block.',
    mend: 'Close it with `.endif`, in the same file.',
  },
  {
    code: 'unknown-directive',
    meaning: 'A line begins with a dot and is no directive.',
    mend: 'Check the spelling.',
  },
  {
    code: 'stated',
    meaning: 'A `.diag`, `.notice`, `.warning` or `.alert` line of the configuration says this.',
    mend: 'Ask who wrote it.',
  },
  {
    code: 'invalid-variable',
    meaning: 'No environment variable can have this name.',
    mend: 'Leave out `=`; the value is a word of its own.',
  },
  // sections
  {
    code: 'out-of-section',
    meaning: 'A line stands before any section.',
    mend: 'Begin with `global`, `defaults`, `frontend`, `backend` or `listen`.',
  },
  {
    code: 'duplicate-section',
    meaning: 'Two sections of this kind have one name.',
    mend: 'Rename one.',
  },
  {
    code: 'repeated-section',
    meaning: 'A section of this kind and name was given before; the first one is in force, as in HAProxy.',
    mend: 'Remove or rename one.',
  },
  {
    code: 'unknown-defaults',
    meaning: '`from` names a `defaults` section that does not exist, or comes later.',
    mend: 'Check the name; move the section up.',
  },
  {
    code: 'ambiguous-defaults',
    meaning: '`from` names a `defaults` section and several have that name.',
    mend: 'Give each its own name.',
  },
  {
    code: 'duplicate-proxy',
    meaning: 'Two proxies that both accept connections, or both have servers, have one name.',
    mend: 'Rename one. A frontend and a backend may share a name.',
  },
  // keywords
  {
    code: 'unknown-keyword',
    meaning: 'No keyword of this name exists in this section.',
    mend: 'Check the spelling.',
  },
  {
    code: 'unsupported-keyword',
    meaning:
      'HAProxy has this keyword, or this value of it; Headrace does not yet, and ignoring it would change what the traffic gets.',
    mend: 'Remove it, or follow the hint.',
  },
  {
    code: 'unsupported-feature',
    meaning:
      'HAProxy accepts this, and so will Headrace; it has been checked as HAProxy checks it, and what it asks for is not there yet.',
    mend: 'Remove it, or stay with HAProxy until it is there.',
  },
  {
    code: 'removed-keyword',
    meaning: 'HAProxy had this keyword once and has removed it.',
    mend: 'Use the replacement that the hint names.',
  },
  {
    code: 'wrong-section',
    meaning: 'The keyword exists, but not for this kind of section.',
    mend: 'Move the line to a section that the hint names.',
  },
  {
    code: 'ignored-in-section',
    meaning: 'The keyword has no effect here: a frontend has no servers, a backend accepts no connections.',
    mend: 'Remove the line, or move it to the other side or to `defaults`.',
  },
  {
    code: 'repeated-keyword',
    meaning: 'The keyword stands twice in one section and can have one value only.',
    mend: 'Remove all but the last.',
  },
  {
    code: 'no-negation',
    meaning: '`no` stands before a keyword that cannot be negated.',
    mend: 'Remove the line.',
  },
  // arguments
  {
    code: 'missing-argument',
    meaning: 'The keyword needs an argument that is not there, or is empty.',
    mend: 'Write it; check that the environment variable it comes from is set.',
  },
  {
    code: 'unexpected-argument',
    meaning: 'There are more words than the keyword has arguments.',
    mend: 'Remove them, or quote an argument that has blanks.',
  },
  {
    code: 'ignored-argument',
    meaning: 'There are more words than the keyword reads; HAProxy ignores them too.',
    mend: 'Remove them.',
  },
  {
    code: 'unknown-argument',
    meaning: 'The argument is none of the words that can stand here.',
    mend: 'Use one that the hint names.',
  },
  {
    code: 'unknown-account',
    meaning: 'The system has no user or group of this name.',
    mend: 'Create it, or name one that exists.',
  },
  {
    code: 'invalid-argument',
    meaning: 'The argument cannot be understood.',
    mend: 'See the message.',
  },
  {
    code: 'invalid-number',
    meaning: 'A whole number is expected.',
    mend: 'Write digits only.',
  },
  {
    code: 'malformed-number',
    meaning: 'Something follows the number, or there is none; it is read as HAProxy reads it.',
    mend: 'Write digits only.',
  },
  {
    code: 'number-out-of-range',
    meaning: 'The number is too small or too large.',
    mend: 'Stay within the range that the hint names.',
  },
  {
    code: 'invalid-size',
    meaning: 'A number of bytes is expected.',
    mend: 'Write digits, with `k`, `m` or `g` if you like.',
  },
  {
    code: 'invalid-time',
    meaning: 'A time is expected.',
    mend: 'Write digits and a unit: `us`, `ms`, `s`, `m`, `h` or `d`.',
  },
  {
    code: 'malformed-time',
    meaning: 'Something follows the unit of a time; it is ignored, as in HAProxy.',
    mend: 'Write one number and one unit.',
  },
  {
    code: 'time-overflow',
    meaning: 'The time is longer than 2147483647 ms, about 24.8 days.',
    mend: 'Write a shorter one.',
  },
  {
    code: 'invalid-name',
    meaning: 'The name has a character that names cannot have.',
    mend: 'Use letters, digits, `-`, `_`, `.` and `:`.',
  },
  {
    code: 'unknown-parameter',
    meaning: 'No parameter of this name exists on this line.',
    mend: 'Check the spelling.',
  },
  {
    code: 'unsupported-parameter',
    meaning: 'HAProxy has this parameter; Headrace does not yet.',
    mend: 'Remove it.',
  },
  {
    code: 'wrong-line',
    meaning: 'HAProxy has this parameter, and not on this kind of line.',
    mend: 'Move it to a `server` line.',
  },
  // addresses
  {
    code: 'invalid-address',
    meaning: 'The address cannot be used here.',
    mend: "See the message; `bind` and `server` in HAProxy's manual show the forms.",
  },
  {
    code: 'unsupported-address',
    meaning: 'HAProxy has this form of address; Headrace does not yet.',
    mend: 'Use another form.',
  },
  {
    code: 'unresolvable-address',
    meaning: 'The address is no IP address, and no host of this name was found.',
    mend: "Check the name and the system's resolver; IPv6 addresses take a port after brackets.",
  },
  {
    code: 'missing-port',
    meaning: 'The address needs a port.',
    mend: 'Write it after a colon.',
  },
  {
    code: 'invalid-port',
    meaning: 'The port is no number between 1 and 65535, or cannot be used here.',
    mend: 'Write one port, or for `bind` a range.',
  },
  {
    code: 'unusable-descriptor',
    meaning: '`fd@N` names a file descriptor that is not open or is no socket.',
    mend: 'Check what starts Headrace and hands the socket over.',
  },
  {
    code: 'unusable-file',
    meaning: 'A file that the configuration names cannot be read, or does not hold what it should.',
    mend: 'Check the path, the rights and the content. Paths are relative to the directory that Headrace is started in.',
  },
  // the configuration as a whole
  {
    code: 'unknown-backend',
    meaning: '`default_backend` names a proxy that does not exist or has no servers.',
    mend: 'Check the name.',
  },
  {
    code: 'backend-loop',
    meaning: '`default_backend` names the proxy that it stands in.',
    mend: 'Remove it: a `listen` serves its own connections.',
  },
  {
    code: 'duplicate-server',
    meaning: 'Two servers of a backend have one name.',
    mend: 'Rename one.',
  },
  {
    code: 'duplicate-id',
    meaning: 'Two proxies, two servers of a backend or two listeners of a frontend have one id.',
    mend: 'Give each its own, or leave `id` out.',
  },
  {
    code: 'missing-check-port',
    meaning: 'A server is checked and has no port to check.',
    mend: 'Add `port`.',
  },
  {
    code: 'no-bind',
    meaning: 'A frontend has no `bind` line and will never get a connection.',
    mend: 'Add one, or declare it as a backend.',
  },
  {
    code: 'ignored-in-mode',
    meaning: 'The keyword means something in HTTP mode alone, and the proxy is in another one.',
    mend: 'Remove the line, or move it to the proxies in HTTP mode.',
  },
  {
    code: 'missing-timeouts',
    meaning: 'A proxy lacks a timeout, so that a silent peer can hold its connection for ever.',
    mend: 'Set `timeout client`, `timeout connect` and `timeout server`, for example in `defaults`.',
  },
  {
    code: 'unused-log-format',
    meaning: 'A log format is chosen and no log target is given.',
    mend: 'Add `log global` or another `log` line.',
  },
  {
    code: 'unknown-ring',
    meaning: 'A `log` line names a ring that does not exist. HAProxy notices it when it starts, not when it checks.',
    mend: 'Add a `ring` section of that name, or name another one.',
  },
  {
    code: 'long-ring-line',
    meaning: 'The longest line of a ring is longer than the ring.',
    mend: 'Make `maxlen` smaller, or `size` larger.',
  },
  // samples, ACLs, rules
  {
    code: 'invalid-expression',
    meaning: 'A sample expression is not well formed, or an argument of a fetch or converter is not what belongs there.',
    mend: 'Write `fetch(argument,…),converter(argument,…)`; quote arguments with commas or parentheses in them.',
  },
  {
    code: 'unknown-fetch',
    meaning: 'No sample fetch has this name.',
    mend: 'Use one of the manual, 7.3.2 and following.',
  },
  {
    code: 'unknown-converter',
    meaning: 'No sample converter has this name.',
    mend: 'Use one of the manual, 7.3.1.',
  },
  {
    code: 'sample-out-of-reach',
    meaning: 'The sample does not exist where the rule is applied, so that the rule never sees it.',
    mend: 'Move the condition to a rule that comes later (or earlier), or remove it.',
  },
  {
    code: 'invalid-acl',
    meaning: 'The flags or the matching method of an ACL cannot be used as they are.',
    mend: 'See 7.1 of the manual; write `--` before a pattern that begins with `-`.',
  },
  {
    code: 'unknown-acl',
    meaning: 'A condition names an ACL that the section has not defined before.',
    mend: 'Define it above with `acl`, or write the test between braces.',
  },
  {
    code: 'no-pattern',
    meaning: 'An ACL has nothing to compare its sample with and never matches.',
    mend: 'Add patterns, or `-m found`; `--` at the end says that it is meant.',
  },
  {
    code: 'invalid-condition',
    meaning: 'A condition is not well formed.',
    mend: 'Begin it with `if` or `unless`; close every brace with a word of its own.',
  },
  {
    code: 'invalid-pattern',
    meaning: 'A pattern of an ACL or a line of its file does not fit the matching method.',
    mend: 'Write a number or range, an address or network, hexadecimal digits, as the method asks.',
  },
  {
    code: 'invalid-regex',
    meaning: "A regular expression is wrong, or uses a means of PCRE that JavaScript's regular expressions do not have.",
    mend: 'Correct it, or write it without what the message names.',
  },
  {
    code: 'unknown-rule',
    meaning: 'The action of a rule does not exist, or not in rules of this kind.',
    mend: 'Use one that the hint names.',
  },
  {
    code: 'rule-order',
    meaning: 'A rule stands after rules that are applied later than it: it is applied before them all the same.',
    mend: 'Write rules in the order in which they are applied.',
  },
  {
    code: 'unknown-server',
    meaning: 'A rule or a sample names a server that the backend does not have.',
    mend: 'Correct the name.',
  },
  {
    code: 'unknown-proxy',
    meaning: 'A sample names a proxy that does not exist or has not the side that it asks for.',
    mend: 'Correct the name.',
  },
  {
    code: 'different-modes',
    meaning: 'A proxy in HTTP mode names a backend in TCP mode.',
    mend: 'Give both the same `mode`.',
  },
  {
    code: 'unknown-section',
    meaning: 'A line names a section that does not exist: resolvers, a cache, peers, error pages, a list of users.',
    mend: 'Check the name, or add the section.',
  },
  {
    code: 'unknown-table',
    meaning: 'A rule or a sample names a proxy that has no stick table, or stands in a proxy without one and names none.',
    mend: 'Check the name, or add a `stick-table` to the proxy.',
  },
  {
    code: 'unused-servers',
    meaning: 'A `listen` section has a `default_backend`, so that its own servers get no connection.',
    mend: 'Remove the servers or the `default_backend`.',
  },
  {
    code: 'missing-certificate',
    meaning: 'A `bind` line asks for TLS and names no certificate.',
    mend: 'Name a file with `crt`.',
  },
  {
    code: 'missing-authorities',
    meaning: 'The certificate of a server is to be verified, and no authorities are given.',
    mend: 'Name a file with `ca-file`, or write `verify none` where you are certain of the server.',
  },
  {
    code: 'unreachable-rule',
    meaning: 'The rule before has no condition and ends all rules of its kind: this one is never reached.',
    mend: 'Remove it, or give the one before a condition.',
  },
  {
    code: 'bad-log-format',
    meaning:
      'A log-format string cannot be read: a `%` that begins nothing, flags without a variable, an expression that is not closed.',
    mend: 'Write `%%` for a single `%`.',
  },
  {
    code: 'unknown-log-variable',
    meaning: 'There is no log variable of this name.',
    mend: 'Check the name; write `%%` for a single `%`. The letters after `%` are one name: put another character before text that follows.',
  },
  {
    code: 'http-log-variable',
    meaning: 'The log variable belongs to HTTP mode, and the proxy is in TCP mode.',
    mend: 'Leave it out.',
  },
  {
    code: 'http-log-format',
    meaning: '`option httplog` or `option httpslog` in a proxy in TCP mode stands for `option tcplog`.',
    mend: 'Write `option tcplog`.',
  },
  {
    code: 'overridden-log-format',
    meaning: 'In one `defaults` section a log format takes the place of another one.',
    mend: 'Remove one of them.',
  },
] as const satisfies readonly CodeEntry[];

export type Code = (typeof codes)[number]['code'];
