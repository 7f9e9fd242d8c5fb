// Holds the JSON-LD of the pages against schema.org's vocabulary, offline, and prints what is wrong as JSON.
// Usage: node json-ld.mjs VOCABULARY SITE
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import Validator from '@adobe/structured-data-validator';

const [vocabulary, site] = process.argv.slice(2);
// The validator looks for the short form of schema.org's own names; older editions spell them out.
const schema = JSON.parse(readFileSync(vocabulary, 'utf-8').replaceAll('http://schema.org/', 'schema:'));
const BLOCK = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/g;

const pages = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return pages(path);
      return entry.name.endsWith('.html') ? [path] : [];
    });

// The validator wants things by their type; a graph is a list of things.
const byType = (data) => {
  const things = [data].flat().flatMap((thing) => thing['@graph'] ?? thing);
  const found = {};
  for (const thing of things) {
    for (const type of [thing['@type'] ?? 'Thing'].flat()) (found[type] ??= []).push(thing);
  }
  return found;
};

let blocks = 0;
const problems = [];
for (const path of pages(site)) {
  const name = relative(site, path);
  for (const [, text] of readFileSync(path, 'utf-8').matchAll(BLOCK)) {
    blocks += 1;
    let data;
    try {
      data = JSON.parse(text);
    } catch (error) {
      problems.push(`${name}: structured data is no JSON: ${error.message}`);
      continue;
    }
    const said = await new Validator(schema).validate({ jsonld: byType(data), microdata: {}, rdfa: {} });
    for (const issue of said) {
      problems.push(`${name}: ${issue.path?.map((p) => p.type ?? p.property).join('/')}: ${issue.issueMessage}`);
    }
  }
}
console.log(JSON.stringify({ blocks, problems }));
