/**
 * Performs the steps of a check on real sockets: one connection at a time, what is received is bounded by `tune.bufsize`, and the
 * whole comes to an end in time. `done` is called exactly once, never before `converse` has returned.
 * Source: configuration.txt, "timeout check", "tcp-check connect".
 */
import { createConnection, type Socket } from 'node:net';
import type { Server } from '../../config/model.js';
import { readResult, resultOf, systemText, type CheckResult } from './result.js';
import { commentText, emptyText, type Script, type Step } from './step.js';

export interface ConversationOptions {
  script: Script;
  /** Where a connection goes that says nothing else. */
  address: Server['address'];
  /** Each connection begins with a PROXY header that says LOCAL. */
  sendProxy: boolean;
  connectTimeoutMs: number;
  /** For everything after the first connection; undefined: what is left of `connectTimeoutMs`. */
  readTimeoutMs: number | undefined;
  bufferBytes: number;
  realtime: () => number;
  done: (result: CheckResult | undefined) => void;
}

const PROXY_LOCAL = Buffer.from('PROXY UNKNOWN\r\n', 'latin1');

/** The function that is returned gives up: `done` is not called any more. */
export function converse(options: ConversationOptions): () => void {
  const conversation = new Conversation(options);
  conversation.begin();
  return () => conversation.giveUp();
}

class Conversation {
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
      if (step.action === 'connect') {
        this.#connect(step);
        return;
      }
      if (step.action === 'send') {
        this.#socket?.write(step.data(this.#options.realtime()));
        // an answer belongs to what was asked last
        this.#received = Buffer.alloc(0);
      } else if (!this.#judge(step)) {
        return;
      }
    }
  }

  #hasSpoken(): boolean {
    return this.#options.script.steps.some(({ action }) => action !== 'connect');
  }

  #connect(step: Extract<Step, { action: 'connect' }>): void {
    this.#close();
    const { address } = this.#options;
    const target = step.address ?? address;
    const path = 'path' in target ? (target.family === 'abns' ? `\0${target.path}` : target.path) : undefined;
    const port = step.port ?? ('port' in address ? address.port : 0);
    const socket =
      path === undefined
        ? createConnection({ host: (target as { address: string }).address, port, autoSelectFamily: false, noDelay: true })
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
      if (step.sendProxy || this.#options.sendProxy) socket.write(PROXY_LOCAL);
      this.#advance();
    });
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.#ended());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#failed(error.code ?? 'EIO'));
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
  #judge(step: Extract<Step, { action: 'expect' }>): boolean {
    if (this.#received.length === 0) {
      if (this.#complete) this.#finish(resultOf('L7RSP', { info: emptyText(step.number, step.comment) }));
      return false;
    }
    const judgement = step.judge(this.#received, this.#complete);
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
    socket.removeAllListeners().on('error', ignore);
    if (this.#linger && this.#connected) socket.end(() => socket.destroy());
    else if (this.#connected && socket.remoteAddress !== undefined) socket.resetAndDestroy();
    else socket.destroy();
  }
}

/** What still comes from a socket that is given up is of no interest. */
const ignore = (): void => {};
