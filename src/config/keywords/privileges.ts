/**
 * As whom the process runs once its sockets are bound: `user`, `uid`, `group`, `gid`, `chroot`, `setcap`; and what it may do
 * then: `set-dumpable`, `insecure-setuid-wanted`.
 * Source: configuration.txt, section 3.1; `setcap` is of HAProxy 2.9.
 */
import { choice } from '../arguments/choice.js';
import { anyName } from '../arguments/name.js';
import { capabilityNumbers, type Capability } from '../model/process.js';
import { defineKeyword, type ArgumentType, type Place } from '../registry.js';
import { onlyOnce } from '../only-once.js';

const largestId = 2 ** 32 - 1;

/** HAProxy reads a number that is none as far as it goes, with a warning. */
const id = (keyword: 'user' | 'group'): ArgumentType<number> => ({
  notation: '<number>',
  parse(word, place) {
    const digits = /^\s*\d+/.exec(word)?.[0] ?? '0';
    const value = Math.min(Number(digits), largestId);
    if (String(value) !== word) {
      place.warning('malformed-number', `'${word}' is not a number and is read as ${value}`, `'${keyword}' takes a name`);
    }
    return value;
  },
});

const named = (what: 'user' | 'group', find: (name: string, place: Place) => number | undefined): ArgumentType<number> => ({
  notation: `<${what} name>`,
  parse(word, place) {
    const found = find(word, place);
    if (found === undefined) place.alert('unknown-account', `cannot find ${what} id for '${word}'`);
    return found;
  },
});

export const user = defineKeyword({
  keyword: 'user',
  status: 'implemented',
  summary: 'Runs as this user once the sockets are bound.',
  sections: ['global'],
  arguments: [{ name: 'uid', type: named('user', (name, { system }) => system.user(name)?.uid) }],
  apply({ settings }, { uid }, context) {
    if (onlyOnce('user/uid', settings.process.uid === undefined, context)) settings.process.uid = uid;
  },
});

export const uid = defineKeyword({
  keyword: 'uid',
  status: 'implemented',
  summary: 'The same, by number.',
  sections: ['global'],
  arguments: [{ name: 'uid', type: id('user') }],
  apply({ settings }, { uid }, context) {
    if (onlyOnce('user/uid', settings.process.uid === undefined, context)) settings.process.uid = uid;
  },
});

export const group = defineKeyword({
  keyword: 'group',
  status: 'implemented',
  summary: 'Runs with this group once the sockets are bound.',
  sections: ['global'],
  arguments: [{ name: 'gid', type: named('group', (name, { system }) => system.group(name)) }],
  apply({ settings }, { gid }, context) {
    if (onlyOnce('group/gid', settings.process.gid === undefined, context)) settings.process.gid = gid;
  },
});

export const gid = defineKeyword({
  keyword: 'gid',
  status: 'implemented',
  summary: 'The same, by number.',
  sections: ['global'],
  arguments: [{ name: 'gid', type: id('group') }],
  apply({ settings }, { gid }, context) {
    if (onlyOnce('group/gid', settings.process.gid === undefined, context)) settings.process.gid = gid;
  },
});

export const chroot = defineKeyword({
  keyword: 'chroot',
  status: 'implemented',
  summary: 'Confines the process to a directory once its sockets are bound; it cannot reload then, unless -W starts it anew.',
  sections: ['global'],
  arguments: [{ name: 'directory', type: { ...anyName, notation: '<directory>' } }],
  apply({ settings }, { directory }, context) {
    if (onlyOnce('chroot', settings.process.chroot === undefined, context)) settings.process.chroot = directory;
  },
});

const capabilityNames = Object.keys(capabilityNumbers) as Capability[];
const capability = choice({ what: 'capability', words: capabilityNames });

const capabilities: ArgumentType<Capability[]> = {
  notation: '<name>[,<name>…]',
  parse(word, place) {
    const read = word.split(',').map((name) => capability.parse(name.trim(), place));
    return read.includes(undefined) ? undefined : (read as Capability[]);
  },
};

export const setcap = defineKeyword({
  keyword: 'setcap',
  status: 'implemented',
  summary: 'Capabilities kept when privileges are given up. CAP_NET_BIND_SERVICE is kept anyway, for reloads.',
  sections: ['global'],
  arguments: [{ name: 'capabilities', type: capabilities }],
  apply({ settings }, { capabilities }) {
    settings.process.capabilities = [...new Set([...settings.process.capabilities, ...capabilities])];
  },
});

export const setDumpable = defineKeyword({
  keyword: 'set-dumpable',
  status: 'implemented',
  summary: 'Core dumps are written even after privileges were given up.',
  sections: ['global'],
  arguments: [],
  apply({ settings }) {
    settings.process.dumpable = true;
  },
  negate({ settings }) {
    settings.process.dumpable = false;
  },
});

export const insecureSetuidWanted = defineKeyword({
  keyword: 'insecure-setuid-wanted',
  status: 'implemented',
  summary: 'Programs started by the process may gain privileges by a setuid bit.',
  sections: ['global'],
  arguments: [],
  apply({ settings }) {
    settings.process.setuidPrograms = true;
  },
});
