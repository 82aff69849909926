/**
 * Node's `http` for a dependency that imports all of it. An import of an ES module reads every export, and one of them
 * loads an HTTP client that no function needs. CommonJS reads those that are used.
 */
module.exports = process.getBuiltinModule('node:http');
