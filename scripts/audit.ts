/** `npm run audit`: fails on known vulnerabilities of production dependencies, from severity high. */
import { spawnSync } from 'node:child_process';
import { verdictOn } from './audit/verdict.ts';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const { passed, lines } = verdictOn(stdout);
lines.forEach((line) => console.log(line));
process.exitCode = passed ? 0 : 1;
