import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import type { Code } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';

/**
 * A configuration file's text as a *byte string*: one character per byte, U+0000 to U+00FF (latin1).
 *
 * HAProxy is byte-oriented, `\xe9` in a word is one byte, and traffic is compared byte by byte: so are the tree and the words.
 * Any file survives, whatever its encoding, and columns are HAProxy's. `toText` (byte-string.ts) makes text of a word that a person
 * or the file system is to read, `toBytes` goes back.
 */
export interface Source {
  name: string;
  text: string;
}

/** Largest file read, and most lines in it: what fits in memory as a tree. HAProxy files of 50,000 servers have 4 MB. */
export const largestFile = 16 * 1024 * 1024;
export const mostLines = 500_000;

/**
 * Reads a file, a pipe or a device. What cannot be read, is too large or is binary is one diagnostic and no source.
 * Never throws; reads no more than `largestFile` and one byte.
 */
export function readSource(path: string): { source?: Source; diagnostics: Diagnostic[] } {
  const bytes = readBytes(path);
  if ('problem' in bytes) return { diagnostics: [problem(path, bytes.code, bytes.problem, bytes.hint)] };
  const { content } = bytes;
  const nul = content.indexOf(0);
  if (nul !== -1) return { diagnostics: [strayNul(path, content, nul)] };
  const text = content.toString('latin1');
  if (countLines(text) > mostLines) {
    return {
      diagnostics: [problem(path, 'file-too-large', `Configuration file ${path} has more than ${count(mostLines)} lines`)],
    };
  }
  return { source: { name: path, text }, diagnostics: [] };
}

type Bytes = { content: Buffer } | { code: Code; problem: string; hint?: string };

function readBytes(path: string): Bytes {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) {
      return { code: 'unreadable-file', problem: `Could not open configuration file ${path} : Is a directory` };
    }
    if (stat.size > largestFile) return tooLarge(path);
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.max(64 * 1024, stat.size - total + 1));
      const length = readSync(descriptor, chunk);
      if (length === 0) return { content: Buffer.concat(chunks, total) };
      chunks.push(chunk.subarray(0, length));
      total += length;
      if (total > largestFile) return tooLarge(path);
    }
  } catch (error) {
    return unreadable(path, error as NodeJS.ErrnoException);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function tooLarge(path: string): Bytes {
  return {
    code: 'file-too-large',
    problem: `Configuration file ${path} is larger than ${count(largestFile / (1024 * 1024))} MiB`,
    hint: 'is this a configuration file?',
  };
}

/** HAProxy's wording: it looks for a file before it opens it, so what is not there sounds different from what it may not read. */
function unreadable(path: string, error: NodeJS.ErrnoException): Bytes {
  const missing = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(error.code ?? '');
  const [opening, code] = missing
    ? (['Cannot open configuration file/directory', 'missing-file'] as const)
    : (['Could not open configuration file', 'unreadable-file'] as const);
  return { code, problem: `${opening} ${path} : ${reasons[error.code ?? ''] ?? describe(error)}` };
}

/** As strerror says it; libuv's own texts differ. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EISDIR: 'Is a directory',
  EIO: 'Input/output error',
  EMFILE: 'Too many open files',
  ENXIO: 'No such device or address',
};

function describe(error: NodeJS.ErrnoException): string {
  const known = error.errno === undefined ? undefined : getSystemErrorMap().get(error.errno);
  return known?.[1] ?? error.message;
}

function strayNul(path: string, content: Buffer, offset: number): Diagnostic {
  const lineStart = content.lastIndexOf(0x0a, offset) + 1;
  return {
    code: 'stray-nul',
    severity: 'alert',
    file: path,
    line: countLines(content.toString('latin1', 0, lineStart)) + 1,
    column: offset - lineStart + 1,
    length: 1,
    message: 'stray NUL character',
    hint: 'is this a text file?',
  };
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

const count = (value: number): string => value.toLocaleString('en');

/** About the file as a whole: no line, no column. */
function problem(path: string, code: Code, message: string, hint?: string): Diagnostic {
  const place = { file: path, line: 0, column: 0, length: 1 };
  return { code, severity: 'alert', ...place, message, ...(hint === undefined ? {} : { hint }) };
}
