import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import 'reflect-metadata';

import { schemaSdl } from './graphql/schema-sdl.ts';

void schemaSdl().then((sdl) => writeFileSync(join(__dirname, '../schema.graphql'), sdl));
