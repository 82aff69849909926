/** One Node for everything that runs, and one statement of the Node that a machine needs to install it. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { z } from 'zod';

const Package = z.object({
  devDependencies: z.record(z.string(), z.string()).default({}),
  engines: z.union([z.object({ node: z.string().optional() }), z.array(z.string())]).default({}),
});
const Lock = z.object({ packages: z.record(z.string(), Package) });

const project = Package.parse(JSON.parse(readFileSync('package.json', 'utf8')));
const { packages } = Lock.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const nodeOf = ({ engines }: z.infer<typeof Package>): string =>
  Array.isArray(engines) ? '*' : (engines.node ?? '*');

const MAJORS = [18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28];

/** Whether the newest release of a major version is in a range such as `^18.14.0 || >=22`. */
function accepts(range: string, major: number): boolean {
  return range.split('||').some((alternative) =>
    [...alternative.matchAll(/(?<operator>>=|\^|)\s*(?<version>\d+|\*)[\d.*x]*/g)].every(({ groups }) => {
      const version = Number(groups?.version);
      return groups?.version === '*' || (groups?.operator === '>=' ? major >= version : major === version);
    }),
  );
}

test('the versions of Node that the project takes are those that every installed package takes', () => {
  const refused = MAJORS.filter(
    (major) => !Object.values(packages).every((each) => accepts(nodeOf(each), major)),
  );
  expect(MAJORS.filter((major) => !accepts(nodeOf(project), major))).toEqual(refused);
  expect(nodeOf(packages[''] ?? project)).toBe(nodeOf(project));
});

test('README names them', () => {
  const taken = MAJORS.filter((major) => accepts(nodeOf(project), major));
  const gap = Math.max(...MAJORS.filter((major) => !taken.includes(major)));
  const named = [...taken.filter((major) => major < gap), `${gap + 1} or newer`].join(', ');
  expect(readFileSync('README.md', 'utf8')).toContain(`Needs Node ${named},`);
});

test('scripts, functions, bundles and continuous integration run on one major version of Node', () => {
  const [, script] = /^(\d+)\./.exec(project.devDependencies.node ?? '') ?? [];
  const [, types] = /^(\d+)\./.exec(project.devDependencies['@types/node'] ?? '') ?? [];
  const [, runtime] =
    /NODEJS_(\d+)_X/.exec(readFileSync('infra/constructs/service-function.ts', 'utf8')) ?? [];
  const [, target] = /target: 'node(\d+)'/.exec(readFileSync('infra/constructs/bundles.ts', 'utf8')) ?? [];
  const recommended = readFileSync('.nvmrc', 'utf8').trim();
  const workflow = readFileSync('.github/workflows/ci.yml', 'utf8');
  expect({ script, types, runtime, target }).toEqual({
    script: recommended,
    types: recommended,
    runtime: recommended,
    target: recommended,
  });
  expect(workflow).toContain('node-version-file: .nvmrc');
});
