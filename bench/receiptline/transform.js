// {"markup": "…", "options": {…}} on standard input -> the printer's bytes on standard output.
'use strict';
const receiptline = require('receiptline');
const { markup, options } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(Buffer.from(receiptline.transform(markup, options), 'binary'));
