// Real: the built declaration files and the committed report.
import { resolve } from 'node:path';

import { checkApiReport } from '@audience-sync/test-kit';

it('commits an API report that is what the build exports, documented, and breaks nothing unannounced', () => {
  checkApiReport(resolve(__dirname, '..'));
});
