/**
 * Performs the steps of a check on real sockets: one connection at a time, what is received is bounded by `tune.bufsize`, and the
 * whole comes to an end in time. `done` is called exactly once, never before `converse` has returned.
 * Source: configuration.txt, "timeout check", "tcp-check connect".
 */
import { createConnection, type Socket } from 'node:net';
import type { Server } from '../../config/model.js';
import { readResult, resultOf, systemText, type CheckResult } from './result.js';
import { parseIpv4, parseIpv6 } from '../sample/address.js';
import { ipv4, ipv6 } from '../sample/sample.js';
import type { Endpoint } from '../sample/subject.js';
import type { CheckSubject } from './check-subject.js';
import type { CheckHeader } from './proxy-line.js';
import { commentText, emptyText, type ConnectStep, type ExpectStep, type Moment, type Script, type Step } from './step.js';

export interface ConversationOptions {
  script: Script;
  /** Where a connection goes that says nothing else. */
  address: Server['address'];
  /** Sent first on connections that ask for it. */
  header: CheckHeader;
  /** They do when they leave that to the server's checks. */
  sendsHeader: boolean;
  /** For scripts with expressions; called at most once. */
  makeSubject?: () => CheckSubject;
  /** Our side's address; undefined: the kernel chooses. */
  localAddress: string | undefined;
  connectTimeoutMs: number;
  /** For everything after the first connection; undefined: what is left of `connectTimeoutMs`. */
  readTimeoutMs: number | undefined;
  bufferBytes: number;
  realtime: () => number;
  done: (result: CheckResult | undefined) => void;
}

/** The function that is returned gives up: `done` is not called any more. */
export function converse(options: ConversationOptions): () => void {
  const conversation = new Conversation(options);
  conversation.begin();
  return () => conversation.giveUp();
}

class Conversation implements Moment {
  readonly #options: ConversationOptions;
  #step = -1;
  #socket: Socket | undefined;
  #connected = false;
  #linger = false;
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  /** What the last step that read has left: the next one sees it too. */
  #received = Buffer.alloc(0);
  #complete = false;
  #last: { status?: CheckResult['status']; code?: number; info?: string } = {};
  #subject: CheckSubject | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#arm(this.#options.connectTimeoutMs);
    this.#advance();
  }

  giveUp(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#close();
  }

  get nowMs(): number {
    return this.#options.realtime();
  }

  get subject(): CheckSubject {
    this.#subject ??= this.#options.makeSubject!();
    const subject = this.#subject;
    subject.take(this.#received, this.#complete);
    subject.backSource ??= endpointOf(this.#socket?.localAddress, this.#socket?.localPort);
    subject.backDestination ??= endpointOf(this.#socket?.remoteAddress, this.#socket?.remotePort);
    return subject;
  }

  get #current(): Step | undefined {
    return this.#options.script.steps[this.#step];
  }

  #advance(): void {
    for (;;) {
      this.#step += 1;
      const step = this.#current;
      if (step === undefined) {
        this.#finish(resultOf(this.#last.status ?? (this.#hasSpoken() ? 'L7OK' : 'L4OK'), this.#last));
        return;
      }
      if (!this.#perform(step)) return;
    }
  }

  /** Whether the next step may come at once. */
  #perform(step: Step): boolean {
    switch (step.action) {
      case 'connect':
        this.#connect(step);
        return false;
      case 'send':
        return this.#send(step);
      case 'expect':
        return this.#judge(step);
      case 'variable':
        step.perform(this);
        return true;
    }
  }

  #send(step: Extract<Step, { action: 'send' }>): boolean {
    const data = step.data(this);
    if (data === undefined) {
      const info = `tcp-check send : failed to build log-format string at step ${step.number}`;
      this.#finish(resultOf('L7RSP', { info }));
      return false;
    }
    if (data.length > 0) this.#socket?.write(data);
    // an answer belongs to what was asked last
    this.#received = Buffer.alloc(0);
    this.#tell('L7OK');
    return true;
  }

  /** What the check comes to if no other step follows, of a script whose texts name the step. */
  #tell(status: CheckResult['status']): void {
    if (this.#options.script.named) this.#last = { status, info: '(tcp-check)' };
  }

  #hasSpoken(): boolean {
    return this.#options.script.steps.some(({ action }) => action === 'send' || action === 'expect');
  }

  #connect(step: ConnectStep): void {
    this.#close();
    const { address, localAddress } = this.#options;
    const target = step.address ?? address;
    const path = 'path' in target ? (target.family === 'abns' ? `\0${target.path}` : target.path) : undefined;
    const own = typeof step.port === 'function' ? step.port(this) : (step.port ?? 0);
    const port = own > 0 ? own : 'port' in address ? address.port : 0;
    const socket =
      path === undefined
        ? createConnection({
            host: (target as { address: string }).address,
            port,
            autoSelectFamily: false,
            noDelay: true,
            ...(localAddress && { localAddress }),
          })
        : createConnection({ path });
    this.#socket = socket;
    this.#connected = false;
    this.#linger = step.linger;
    this.#received = Buffer.alloc(0);
    this.#complete = false;
    socket.on('connect', () => {
      this.#connected = true;
      const { readTimeoutMs } = this.#options;
      if (readTimeoutMs !== undefined) this.#arm(readTimeoutMs);
      if (step.sendProxy === true || (step.sendProxy === 'as-checks' && this.#options.sendsHeader)) this.#sayWho(socket);
      // a first connection that is no rule has no say
      if (step.number > 0) this.#tell('L4OK');
      this.#advance();
    });
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.#ended());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#failed(error.code ?? 'EIO'));
  }

  #sayWho(socket: Socket): void {
    const { localAddress, localPort = 0, remoteAddress, remotePort = 0 } = socket;
    const end = (address: string | undefined, port: number) => (address === undefined ? undefined : { address, port });
    socket.write(this.#options.header({ source: end(localAddress, localPort), destination: end(remoteAddress, remotePort) }));
  }

  #take(chunk: Buffer): void {
    if (this.#over) return;
    const { bufferBytes } = this.#options;
    const room = bufferBytes - this.#received.length;
    this.#received = Buffer.concat([this.#received, chunk.subarray(0, Math.max(0, room))]);
    if (this.#received.length >= bufferBytes) this.#complete = true;
    this.#look();
  }

  #ended(): void {
    if (this.#over) return;
    this.#complete = true;
    this.#look();
  }

  #look(): void {
    const step = this.#current;
    if (step?.action === 'expect' && this.#judge(step)) this.#advance();
  }

  /** Whether the next step may come. */
  #judge(step: ExpectStep): boolean {
    if (this.#received.length === 0) {
      if (this.#complete) this.#finish(resultOf('L7RSP', { info: emptyText(step.number, step.comment) }));
      return false;
    }
    const judgement = step.judge(this.#received, this.#complete, this);
    if (judgement === 'wait') return false;
    if (!judgement.good) {
      this.#finish(resultOf(judgement.status, judgement));
      return false;
    }
    const { status, code, info } = judgement;
    this.#last = {
      ...(status !== undefined && { status }),
      ...(code !== undefined && { code }),
      ...(info !== undefined && { info }),
    };
    return true;
  }

  #failed(code: string): void {
    if (this.#over) return;
    // what came before the reset still counts
    if (this.#received.length > 0 && this.#current?.action === 'expect') this.#ended();
    const where = this.#where();
    if (!this.#connected) {
      const step = this.#current;
      const at = (step?.action === 'connect' ? step.address : undefined) ?? this.#options.address;
      const result = readResult({ outcome: 'failed', code }, 'path' in at ? 'unix' : 'ip');
      const named = result?.info !== undefined ? { ...result, info: `${result.info}${where}` } : result;
      this.#finish(named);
    } else {
      this.#finish(resultOf('SOCKERR', { info: `${systemText(code)}${where}` }));
    }
  }

  #timedOut(): void {
    const step = this.#current;
    const where = this.#where();
    if (!this.#connected) this.#finish(resultOf('L4TOUT', { info: where }));
    else if (step?.action === 'expect') this.#finish(resultOf(step.timeoutStatus, { info: where }));
    else this.#finish(resultOf('L7TOUT', { info: where }));
  }

  /** Which step it was, where that is told. */
  #where(): string {
    const { script } = this.#options;
    const step = this.#current;
    if (!script.named || step === undefined) return '';
    if (step.action === 'connect' && script.implicitConnect) {
      return script.steps.length > 1 ? ' at initial connection step of tcp-check' : '';
    }
    return ` at step ${step.number} of tcp-check ${step.text}${commentText(step.comment)}`;
  }

  #arm(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#timedOut(), ms);
  }

  #finish(result: CheckResult | undefined): void {
    if (this.#over) return;
    this.giveUp();
    this.#options.done(result);
  }

  /** With a reset, so that checks leave no TIME_WAIT behind, unless the rule wants it in order. */
  #close(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    if (this.#subject !== undefined) this.#subject.backSource = this.#subject.backDestination = undefined;
    socket.removeAllListeners().on('error', ignore);
    if (this.#linger && this.#connected) socket.end(() => socket.destroy());
    else if (this.#connected && socket.remoteAddress !== undefined) socket.resetAndDestroy();
    else socket.destroy();
  }
}

/** What still comes from a socket that is given up is of no interest. */
const ignore = (): void => {};

function endpointOf(address: string | undefined, port = 0): Endpoint | undefined {
  if (address === undefined) return undefined;
  const four = parseIpv4(address);
  if (four !== undefined) return { address: ipv4(four), port };
  const six = parseIpv6(address);
  return { address: six && ipv6(six), port };
}
