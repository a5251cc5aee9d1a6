const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** In a process of its own: jest would turn `import()` of an ES module into `require`. */
module.exports = function compileSchemasOnce() {
  execFileSync(process.execPath, [join(__dirname, '../compile-schemas.mjs')], { stdio: 'inherit' });
};
