module.exports = require('../../jest.preset.cjs').unit({ passWithNoTests: true });
