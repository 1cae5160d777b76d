/** What may be wrong with a message. Each is found by a parser at one byte and ends the connection after its answer. */
export const faults = {
  'bad-method': 'a byte in the method that no token may have',
  'bad-target': 'a control character, a space, a fragment or a byte beyond ASCII in the request target',
  'bad-version': 'neither HTTP/1.0 nor HTTP/1.1',
  'bad-status': 'a status that is not three digits from 100 to 999',
  'bad-reason': 'a control character in the reason phrase',
  'bare-cr': 'a carriage return without a line feed',
  'bare-lf': 'a line feed without a carriage return',
  'folded-line': 'a line that begins with white space',
  'empty-name': 'a header without a name',
  'bad-name': 'a byte in the name of a header that no token may have, a space before the colon among them',
  'bad-value': 'a control character in the value of a header',
  'too-many-headers': 'more headers than `tune.http.maxhdr`',
  'look-alike-name': 'a name that some parsers take for Content-Length or Transfer-Encoding',
  'bad-content-length': 'a Content-Length that is no number, or that is there twice',
  'bad-transfer-encoding': 'a transfer coding other than one `chunked`',
  'length-and-chunked': 'Content-Length together with Transfer-Encoding',
  'chunked-in-1.0': 'Transfer-Encoding in a message of HTTP/1.0',
  'hosts-differ': 'several Host headers, or one that is not the authority of the target',
  'bad-chunk-size': 'the size of a chunk is not hexadecimal, or too large',
  'bad-chunk-extension': 'a control character behind the size of a chunk',
  'bad-chunk-end': 'bytes after a chunk where its CRLF belongs',
  'bad-trailer': 'a trailer that says how a message is framed or where it goes',
} as const;

export type Fault = keyof typeof faults;
