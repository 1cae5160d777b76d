/** What the kernel says of the sockets of another process: it is asked with duplicates of their descriptors, so root alone can. */
import { execFileSync } from 'node:child_process';

/** By name: an integer option, `interface` and `congestion` as text; missing: the socket has none. */
export type SocketFacts = Record<string, number | string>;

const SCRIPT = `
import ctypes, json, os, socket, sys
pid, port, state = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
libc = ctypes.CDLL(None, use_errno=True)
pidfd = libc.syscall(434, pid, 0)
OPTIONS = {'userTimeout': (6, 18), 'fastOpen': (6, 23), 'deferAccept': (6, 9), 'maxSegment': (6, 2), 'transparent': (0, 19),
  'v6only': (41, 26), 'keepalive': (1, 9), 'backlog': None}
for name in os.listdir('/proc/%d/fd' % pid):
  try:
    if not os.readlink('/proc/%d/fd/%s' % (pid, name)).startswith('socket:'): continue
  except OSError: continue
  fd = libc.syscall(438, pidfd, int(name), 0)
  if fd < 0: continue
  s = socket.socket(fileno=fd)
  try:
    if s.family not in (socket.AF_INET, socket.AF_INET6) or s.type != socket.SOCK_STREAM: continue
    listening = s.getsockopt(1, 30) == 1
    ports = [s.getsockname()[1]] if listening else [s.getsockname()[1], s.getpeername()[1]]
    if port not in ports or listening != (state == 'listening'): continue
    facts = {}
    for key, option in OPTIONS.items():
      try: facts[key] = s.getsockopt(*option)
      except (OSError, TypeError): pass
    facts['interface'] = s.getsockopt(1, 25, 16).rstrip(b'\\0').decode()
    facts['congestion'] = s.getsockopt(6, 13, 16).rstrip(b'\\0').decode()
    print(json.dumps(facts)); break
  except OSError: pass
  finally: s.close()
`;

/** Of the process's socket on this port, its own or its peer's; undefined: it has none. Needs root and python3. */
export function socketFacts(pid: number, port: number, state: 'listening' | 'connected'): SocketFacts | undefined {
  const text = execFileSync('python3', ['-c', SCRIPT, String(pid), String(port), state], { encoding: 'utf8' });
  return text === '' ? undefined : (JSON.parse(text) as SocketFacts);
}
