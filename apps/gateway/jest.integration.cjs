module.exports = require('../../jest.preset.cjs').integration({ passWithNoTests: true });
