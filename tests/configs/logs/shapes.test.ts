import { describe, expect, it, test } from 'vitest';
import { collect } from './corpus.ts';
import { NO_PROBES, PROBES, SHAPES } from './shapes.ts';

describe('the lines of real servers', () => {
  it.each(SHAPES)('are read: $of', ({ lines, entries }) => {
    const found = collect(lines).entries;
    expect(found.map(({ line }) => line.split('\n').length)).toEqual(
      entries.map(({ lines: count }) => count),
    );
    entries.forEach(({ metadata }, index) => {
      for (const [name, value] of Object.entries(metadata)) {
        expect(found[index]?.metadata[name], name).toBe(value);
      }
    });
  });

  test.each(PROBES)('are dropped if they answer a probe: %s', (line) => {
    expect(collect([line])).toEqual({ entries: [], dropped: { probe: 1 } });
  });

  test.each(NO_PROBES)('are kept if they only look like it: %s', (line) => {
    expect(collect([line]).entries).toHaveLength(1);
  });
});

describe('the mistakes of callers', () => {
  const head = '(APIServer pid=1) ERROR 11-24 02:57:44 [serving.py:274] ';
  const raised = (first: string, last: string) =>
    [first, 'Traceback (most recent call last):', '  File "x.py", line 1', last].map((text) => head + text);

  test.each([
    [
      `${head}Error with model error=ErrorInfo(message='The model \`x\` does not exist.', type='NotFoundError', param='model', code=404)`,
    ],
    [`${head}Error with model object='error' message='x' type='NotFoundError' param=None code=404`],
    raised(
      'Error in preprocessing prompt inputs',
      "ValueError: This model's maximum context length is 502 tokens.",
    ),
    raised('Error in applying chat template from request', 'jinja2.exceptions.TemplateError: no'),
    [
      JSON.stringify({
        levelname: 'ERROR',
        message: "Error with model error=ErrorInfo(message='x', code=404)",
      }),
    ],
  ])('are no errors of the server: %s', (...lines) => {
    const { entries } = collect(lines);
    expect(entries.map(({ metadata }) => metadata['kind'])).toEqual(['client_error']);
  });

  test.each([
    [`${head}Error with model error=ErrorInfo(message='x', type='InternalServerError', code=500)`],
    raised(
      'EngineCore encountered a fatal error.',
      'ValueError: Error in preprocessing prompt inputs, code=404',
    ),
    [`${head}AsyncLLM output_handler failed. Error with model code=404`],
  ])('hide none: %s', (...lines) => {
    const { entries } = collect(lines);
    expect(entries.map(({ metadata }) => metadata['kind'])).not.toContain('client_error');
    expect(entries[0]?.metadata['level']).toBe('error');
  });
});
