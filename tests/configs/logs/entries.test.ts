import { describe, expect, it } from 'vitest';
import { pipeline } from '../../../configs/logs/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { collect } from './corpus.ts';
import { run } from './interpreter.ts';

describe('lines of several processes and outputs', () => {
  const error = (process: string, text: string) =>
    `(${process} pid=7) ERROR 06-11 21:02:01 [core.py:1] ${text}`;

  it('joins each with its own, however they come', () => {
    const traceback = ['died.', 'Traceback (most recent call last):', '  File "x", line 1', 'ValueError: no'];
    const lines = traceback.flatMap((text) => [error('Worker_TP0', text), error('Worker_TP1', text)]);
    const { entries } = collect(lines);
    expect(entries.map(({ line, metadata }) => [metadata['process'], line.split('\n').slice(1)])).toEqual(
      ['Worker_TP0', 'Worker_TP1'].map((process) => [process, traceback.slice(1)]),
    );
  });

  it('keeps apart what goes to the two outputs', () => {
    const { entries } = run(pipeline(parseSettings({})), [
      { line: 'ERROR:    Exception in ASGI application', labels: { stream: 'stderr' } },
      { line: 'INFO:     10.0.0.7:1 - "POST /v1/completions HTTP/1.1" 500', labels: { stream: 'stdout' } },
      { line: 'Traceback (most recent call last):', labels: { stream: 'stderr' } },
      { line: 'ValueError: no', labels: { stream: 'stderr' } },
    ]);
    expect(entries.map(({ line }) => line.split('\n').length)).toEqual([3, 1]);
    expect(entries.map(({ metadata }) => metadata['stream'])).toEqual(['stderr', 'stdout']);
  });

  it('makes one entry of a traceback that nothing announces', () => {
    const { entries } = collect([
      'Traceback (most recent call last):',
      '  File "x", line 1',
      'ValueError: no',
    ]);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.metadata).toMatchObject({
      kind: 'traceback',
      exception: 'ValueError',
      level: 'error',
    });
  });

  it('joins the ranks of torch', () => {
    const { entries } = collect([
      '[rank0]: Traceback (most recent call last):',
      '[rank0]:   File "x", line 1',
      '[rank0]: torch.OutOfMemoryError: CUDA out of memory.',
    ]);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.metadata['exception']).toBe('torch.OutOfMemoryError');
  });
});
