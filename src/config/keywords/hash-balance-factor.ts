/**
 * `hash-balance-factor <factor>`: percent of the average load that a server on the ring of a hash may have. 0: no bound.
 * Source: configuration.txt, section 4.2, "hash-balance-factor".
 */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { defineKeyword, type ArgumentType } from '../registry.js';

const number = looseInteger({ min: -largestInteger, max: largestInteger });

const factor: ArgumentType<number> = {
  notation: '<factor>',
  parse(word, place) {
    const value = number.parse(word, place);
    if (value === undefined || value === 0 || value > 100) return value;
    place.alert('number-out-of-range', `${value} is out of range`, 'it must be 0 or greater than 100');
    return undefined;
  },
};

export const hashBalanceFactor = defineKeyword({
  keyword: 'hash-balance-factor',
  status: 'implemented',
  summary: 'Bounds the load of each server of a consistent hash or of `balance random`.',
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [{ name: 'factor', type: factor }],
  rest: 'ignored',
  apply({ settings }, { factor }) {
    settings.hashBalanceFactor = factor;
  },
});
