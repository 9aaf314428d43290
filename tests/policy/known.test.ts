import { expect, test } from 'vitest';
import { known } from '../../policy/known.ts';
import { UNKNOWN } from '../../policy/rule.ts';

class UnknownValueError extends Error {}

test('an unknown value becomes a placeholder, at any depth', () => {
  const inner = Object.defineProperty({ b: 1 }, 'a', {
    enumerable: true,
    get: () => {
      throw new UnknownValueError();
    },
  });
  expect(known({ list: [inner], text: 'x' })).toEqual({ list: [{ a: UNKNOWN, b: 1 }], text: 'x' });
});

test('any other error is rethrown', () => {
  const broken = Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      throw new TypeError('broken');
    },
  });
  expect(() => known(broken)).toThrow('broken');
});
