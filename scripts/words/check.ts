import { GLOSSARY } from './glossary.ts';
import { proseIn } from './prose.ts';

/** Wordings to replace in a file, as `path:line: "found"; use …`. */
export function wordErrors(path: string, text: string): string[] {
  return proseIn(path, text).flatMap(({ text: prose, line, comment }) =>
    GLOSSARY.flatMap(({ avoid, use, comments }) => {
      const found = comments && !comment ? null : avoid.exec(prose);
      return found ? [`${path}:${line}: "${found[0].trim()}"; use: ${use}`] : [];
    }),
  );
}
