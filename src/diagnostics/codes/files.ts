// Codes about files as a whole, before anything in them is read.
import type { CodePages } from '../code.ts';

export const fileCodes = {
  'unreadable-file': {
    title: 'the file cannot be opened or read',
    explanation: 'The name leads to no file, to a folder, or to a file that you may not read.',
    remedy: 'Correct the name, which is looked for in the current folder, or let yourself read the file.',
  },
  'too-large': {
    title: 'the file is larger than its kind allows',
    explanation:
      'Inventories, playbooks and profiles have limits far beyond what people write: a larger file is mostly another file.',
    remedy: 'See that it is the right file. Split an inventory that is really so large.',
  },
  'not-utf8': {
    title: 'the bytes are not UTF-8 text',
    explanation: 'The line that is named holds bytes that are no UTF-8. Editors on Windows may save UTF-16.',
    remedy: 'Save the file as UTF-8. Where it should be text and is not, see what has written it.',
  },
  'control-character': {
    title: 'a character that no text file holds',
    explanation: 'Control characters can hide what a file says when it is shown on a terminal, so none are taken.',
    remedy: 'Remove the character. Where there are many, the file is binary, or UTF-16.',
  },
  'empty-file': {
    title: 'there is nothing in the file',
    explanation: 'A file without hosts or plays would do nothing, silently.',
    remedy: 'Begin an inventory with "all:" and "hosts:" below it, and a playbook with a play: "- hosts: all".',
  },
  'multiple-documents': {
    title: 'the file holds more than one YAML document',
    explanation: 'A line "---" begins another document. Only the first would count.',
    remedy: 'Put each document into a file of its own.',
  },
  'unsupported-format': {
    title: 'an INI inventory or an inventory script, not YAML',
    explanation: 'Ansible takes other formats for inventories as well. Keyturn reads YAML.',
    remedy: 'Save the output of `ansible-inventory --list --yaml`, and use that file.',
  },
} as const satisfies CodePages;
