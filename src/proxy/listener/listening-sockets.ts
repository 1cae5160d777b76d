/**
 * The listening sockets of the process. Each address is bound once, is shared by all workers, and stays bound over
 * reloads for as long as some `bind` names it. New ones are bound before anything is taken down.
 */
import { statSync, unlinkSync } from 'node:fs';
import type { Bind, Proxy } from '../../config/model.js';
import type { Native, SocketOptions, SystemError } from '../../native.js';
import { InheritedSockets, type HandedSocket } from './handover.js';
import { listenerOptions } from './listener-options.js';

export interface ListeningSocket {
  /** The address, in a form equal for equal addresses. */
  readonly key: string;
  readonly fd: number;
  /** Of its accept queue, as asked for. */
  readonly backlog: number;
  /** As asked for; undefined: nothing beyond the address. */
  readonly options?: SocketOptions | undefined;
  /** Of a unix socket: path and inode, to remove it only while it is still ours. */
  readonly file?: { path: string; inode: number };
}

type SocketNative = Pick<
  Native,
  'listenTcp' | 'listenUnix' | 'adoptListener' | 'adjustListener' | 'suspendListener' | 'boundAddress' | 'closeFd'
>;

/** Accept queue length when nothing in the configuration says otherwise. */
const BACKLOG = 1024;

/** What glibc says, as HAProxy's users know it. */
const REASONS: Record<string, string> = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EBADF: 'Bad file descriptor',
  EINVAL: 'Invalid argument',
  EMFILE: 'Too many open files',
  ENAMETOOLONG: 'File name too long',
  ENFILE: 'Too many open files in system',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  ENOTSOCK: 'Socket operation on non-socket',
  EOPNOTSUPP: 'Operation not supported',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ESOCKTNOSUPPORT: 'Socket type not supported',
};

export class ListeningSockets {
  readonly #native: SocketNative;
  /** Without `noreuseport` the process that follows this one can bind before this one has gone. */
  readonly #reusePort: boolean;
  #open = new Map<string, ListeningSocket>();

  readonly #inherited: InheritedSockets;
  #shared = false;

  /** `inherited`: from another process; used before new ones are bound, and closed when the first configuration needs no more. */
  constructor(native: SocketNative, inherited: readonly HandedSocket[] = [], reusePort = true) {
    this.#native = native;
    this.#reusePort = reusePort;
    this.#inherited = new InheritedSockets(native, inherited);
  }

  /** All of them, for another process, which has them too from now on: files of unix sockets are its concern. */
  handOver(): HandedSocket[] {
    this.#shared = true;
    return [...this.#open.values()].map(({ fd }) => ({ fd }));
  }

  /**
   * Binds what `proxies` ask for and is not bound yet. All or nothing: with alerts, nothing has changed. Otherwise
   * `sockets` holds every wanted one, and `commit` closes those that nobody asks for any more.
   */
  prepare(proxies: readonly Proxy[]): { sockets: ReadonlyMap<string, ListeningSocket>; alerts: string[]; commit: () => void } {
    const wanted = new Map<string, ListeningSocket>();
    const opened: ListeningSocket[] = [];
    const alerts: string[] = [];
    for (const proxy of proxies) {
      if (proxy.disabled) continue;
      for (const bind of proxy.binds) {
        const key = addressKey(bind);
        if (wanted.has(key)) {
          alerts.push(refusal(proxy, bind, REASONS.EADDRINUSE!));
          continue;
        }
        const backlog = backlogOf(proxy, bind);
        const options = listenerOptions(proxy, bind, backlog);
        let socket = this.#open.get(key);
        if (socket !== undefined) {
          socket = { ...socket, backlog, options };
        } else {
          try {
            socket = { ...this.#listen(key, bind, backlog, options), options };
            opened.push(socket);
          } catch (error) {
            alerts.push(refusal(proxy, bind, reasonOf(error)));
            continue;
          }
        }
        wanted.set(key, socket);
      }
    }
    if (alerts.length > 0) for (const socket of opened) this.#close(socket);
    return { sockets: wanted, alerts, commit: () => this.#keep(wanted) };
  }

  /** TCP ports are let go of: new connections are refused. Nobody may wait on the sockets. */
  suspend(binds: readonly Bind[]): void {
    for (const { fd } of this.#of(binds)) this.#native.suspendListener(fd);
  }

  /** Listens again. Answers with what another process has taken meanwhile. */
  resume(proxy: Proxy): string[] {
    const alerts: string[] = [];
    for (const bind of proxy.binds) {
      for (const { fd, backlog } of this.#of([bind])) {
        try {
          this.#native.adoptListener(fd, backlog);
        } catch (error) {
          alerts.push(refusal(proxy, bind, reasonOf(error)));
        }
      }
    }
    return alerts;
  }

  /** Closes those of some binds. */
  drop(binds: readonly Bind[]): void {
    for (const socket of this.#of(binds)) {
      this.#close(socket);
      this.#open.delete(socket.key);
    }
  }

  #of(binds: readonly Bind[]): ListeningSocket[] {
    return binds.map((bind) => this.#open.get(addressKey(bind))).filter((socket) => socket !== undefined);
  }

  /** Closes them all. */
  close(): void {
    this.#keep(new Map());
  }

  #keep(wanted: Map<string, ListeningSocket>): void {
    for (const [key, socket] of this.#open) {
      const kept = wanted.get(key);
      if (kept === undefined) this.#close(socket);
      // To listen again changes the length of the queue, and whoever waits in it stays.
      else if (kept.backlog !== socket.backlog) this.#native.adoptListener(kept.fd, kept.backlog);
      if (kept !== undefined && JSON.stringify(kept.options) !== JSON.stringify(socket.options)) {
        this.#native.adjustListener(kept.fd, kept.options ?? {});
      }
    }
    this.#open = wanted;
    this.#inherited.closeRest();
  }

  #listen(key: string, { address, file, socket }: Bind, backlog: number, options: SocketOptions | undefined): ListeningSocket {
    const inherited = this.#inherited.take(address);
    if (inherited !== undefined) {
      const fd = this.#native.adoptListener(inherited, backlog);
      if (options !== undefined) this.#native.adjustListener(fd, options);
      return { key, backlog, fd, ...(address.family === 'unix' && { file: fileOf(address.path) }) };
    }
    const more = options && { options };
    switch (address.family) {
      case 'unix': {
        const fd = this.#native.listenUnix({ path: address.path, backlog, ...file, ...more });
        return { key, fd, backlog, file: fileOf(address.path) };
      }
      case 'abns':
        return { key, backlog, fd: this.#native.listenUnix({ path: `@${address.name}`, backlog, ...more }) };
      case 'fd':
        return { key, backlog, fd: this.#native.adoptListener(address.fd, backlog) };
      case 'ipv4':
      case 'ipv6':
        return {
          key,
          backlog,
          fd: this.#native.listenTcp({
            ...address,
            v6only: socket?.v6only ?? address.v6only,
            backlog,
            reusePort: this.#reusePort,
            ...more,
          }),
        };
    }
  }

  #close({ fd, file }: ListeningSocket): void {
    this.#native.closeFd(fd);
    if (file === undefined || this.#shared) return;
    try {
      if (statSync(file.path).ino === file.inode) unlinkSync(file.path);
    } catch {
      // Somebody has removed it already.
    }
  }
}

function fileOf(path: string): { path: string; inode: number } {
  return { path, inode: statSync(path).ino };
}

/** Equal for binds that need the same socket. */
export function addressKey({ address, socket }: Bind): string {
  const place = [socket?.interface, socket?.namespace].map((name) => (name === undefined ? '' : ` ${name}`)).join('');
  switch (address.family) {
    case 'unix':
      return `unix@${address.path}`;
    case 'abns':
      return `abns@${address.name}`;
    case 'fd':
      return `fd@${address.fd}`;
    case 'ipv4':
      return `${address.address}:${address.port}${place}`;
    case 'ipv6':
      return `[${address.address}]:${address.port}${(socket?.v6only ?? address.v6only) ? ' v6only' : ''}${place}`;
  }
}

/** `bind … backlog`, then the proxy's, then whichever maxconn bounds it. */
function backlogOf(proxy: Proxy, bind: Bind): number {
  return bind.backlog ?? proxy.backlog ?? bind.maxconn ?? proxy.maxconn ?? BACKLOG;
}

/** Why a socket cannot be had, as glibc says it. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as Partial<SystemError>;
  return (code === undefined ? undefined : REASONS[code]) ?? message ?? String(error);
}

/** HAProxy's words. */
function refusal(proxy: Proxy, bind: Bind, reason: string): string {
  const { span, address } = bind;
  if (address.family === 'fd') {
    return `config : parsing [${span.file}:${span.line}] : 'bind' : cannot use file descriptor '${address.fd}' : ${reason}.`;
  }
  const what = `Binding [${span.file}:${span.line}] for ${proxy.kind === 'listen' ? 'proxy' : 'frontend'} ${proxy.name}:`;
  if (address.family === 'unix') return `${what} cannot bind UNIX socket (${reason}) [${address.path}]`;
  if (address.family === 'abns') return `${what} cannot bind UNIX socket (${reason}) [abns@${address.name.replace(/\0+$/, '')}]`;
  const written = address.family === 'ipv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`;
  return `${what} cannot bind socket (${reason}) for [${written}]`;
}
