import test from 'ava';
import { didYouMean } from '#headrace/diagnostics/did-you-mean.js';

const keywords = ['default_backend', 'bind', 'balance', 'backlog', 'mode', 'maxconn', 'server', 'timeout'];

test('a letter missing, added, wrong or swapped is one mistake', (t) => {
  t.is(didYouMean('bnd', keywords), 'bind');
  t.is(didYouMean('bindd', keywords), 'bind');
  t.is(didYouMean('bimd', keywords), 'bind');
  t.is(didYouMean('bidn', keywords), 'bind');
});

test('long words may have several mistakes', (t) => {
  t.is(didYouMean('defualt_bakend', keywords), 'default_backend');
});

test('case does not matter', (t) => {
  t.is(didYouMean('MaxConn', keywords), 'maxconn');
});

test('what is not close is not proposed', (t) => {
  t.is(didYouMean('frobnicate', keywords), undefined);
  t.is(didYouMean('x', keywords), undefined);
  t.is(didYouMean('', keywords), undefined);
});

test('the word itself is not proposed', (t) => {
  t.is(didYouMean('mode', ['mode']), undefined);
});

test('the closest wins, and the earlier of equals', (t) => {
  t.is(didYouMean('modes', ['model', 'mode', 'node']), 'model');
  t.is(didYouMean('balanec', ['valance', 'balance']), 'balance');
});

test('an endless word is answered at once', (t) => {
  t.is(didYouMean('a'.repeat(1_000_000), keywords), undefined);
});
