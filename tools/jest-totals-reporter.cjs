// Writes each run's totals to reports/<project>.<tier>.json, so that the test command can add them up,
// also when Nx replays a cached run (the file is one of the target's outputs).
const fs = require('node:fs');
const path = require('node:path');

module.exports = class TotalsReporter {
  constructor(_config, options) {
    this.file = path.join(__dirname, '../reports', options.file);
  }

  onRunComplete(_contexts, results) {
    const {
      numPassedTests: passed,
      numFailedTests,
      numPendingTests: skipped,
      numRuntimeErrorTestSuites,
    } = results;
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(
      this.file,
      JSON.stringify({ passed, failed: numFailedTests + numRuntimeErrorTestSuites, skipped }) + '\n',
    );
  }
};
