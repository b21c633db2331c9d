// What jsii's program needs under bin/jsii, loaded before it.
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

// The program expects one socket for both directions. Here are two pipes: it reads from 3, and writes to 4.
const { writeSync } = fs;
fs.writeSync = (descriptor, ...rest) => writeSync(descriptor === 3 ? 4 : descriptor, ...rest);

// jsii links the library's packages into a folder that has another name in each run, and Node finds what it compiled
// before by the file's name. So each package gets a second link, which stays, and its files are compiled under that name.
const IN_KERNEL = /^(.*[\\/]jsii-kernel-[^\\/]+[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))([\\/].*)$/;
const lasting = new Map();

/** The lasting link to a package; the package itself where none can be made, as in a folder that is read only. */
function link(folder, name) {
  const target = fs.realpathSync(folder);
  if (target === folder) {
    return folder;
  }
  const folders = path.resolve(path.dirname(process.env.JSII_PROGRAM), '../packages');
  const result = path.join(folders, path.basename(target), 'node_modules', name);
  try {
    if (!fs.existsSync(result)) {
      fs.mkdirSync(path.dirname(result), { recursive: true });
      fs.symlinkSync(target, result);
    }
  } catch {
    // Another run made it at the same moment, or nobody can: the next line tells.
  }
  return fs.existsSync(result) && fs.realpathSync(result) === target ? result : folder;
}

const { _compile: compile } = Module.prototype;
Module.prototype._compile = function (content, filename, ...rest) {
  const [, folder, name, file] = IN_KERNEL.exec(filename) ?? [];
  if (folder && !lasting.has(folder)) {
    lasting.set(folder, link(folder, name));
  }
  return compile.call(this, content, folder ? lasting.get(folder) + file : filename, ...rest);
};
