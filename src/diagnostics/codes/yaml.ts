// Codes about YAML itself.
import type { CodePages } from '../code.ts';

export const yamlCodes = {
  'yaml-syntax': {
    title: 'the text is not YAML',
    explanation: 'A quote or a bracket is not closed, an indentation does not fit, or a colon stands where none may.',
    remedy: 'Correct the place that is named; the mistake may be on a line above it. Put values with ": " into quotes.',
  },
  'tab-indentation': {
    title: 'a tab where YAML wants spaces',
    explanation: 'YAML does not allow tabs for indentation, since editors show them in different widths.',
    remedy: 'Use spaces; most editors can convert tabs.',
  },
  'too-deep': {
    title: 'lists and maps are nested too deeply',
    explanation:
      'No inventory and no playbook needs that many levels: the file is not what it seems, or made to do harm.',
    remedy: 'See that it is the right file, and flatten it.',
  },
  'too-complex': {
    title: 'more YAML nodes than a file of this kind may have',
    explanation: 'Reading such a file would take a long time and much memory.',
    remedy: 'See that it is the right file. Split an inventory that is really so large.',
  },
  'bad-key': {
    title: 'a key that is not one word or text',
    explanation: 'A list, a map or nothing stands where the name of a key is wanted.',
    remedy: 'Write "name: value", and put the name into quotes if it is meant as text.',
  },
  'duplicate-key': {
    title: 'the same key twice in one map',
    explanation: 'Only one of the two would count, and which one is easily overlooked.',
    remedy: 'Remove one of them, or merge what they hold.',
  },
  'bad-tag': {
    title: 'a YAML tag that is not understood here',
    explanation:
      'A word after "!" gives a value another meaning. Only tags of plain values are known, and in inventories a few of Ansible, and the value must fit.',
    remedy: 'Remove the tag, and write the value itself.',
  },
  'alias-not-allowed': {
    title: 'an anchor, alias or merge key in a playbook or a profile',
    explanation: 'What a playbook does must stand where it is done: anchors put it elsewhere.',
    remedy: 'Write the value out at each place.',
  },
  'unknown-alias': {
    title: 'an alias without its anchor, or inside of it',
    explanation: '"*name" stands for what "&name" marks. There is no such mark before it, or it would contain itself.',
    remedy: 'Correct the name, or write the value out.',
  },
  'too-many-aliases': {
    title: 'aliases beyond the limits on number or expanded size',
    explanation: 'A few lines of aliases can stand for millions of values.',
    remedy: 'Write the values out, or use group variables in place of aliases.',
  },
  'bad-merge': {
    title: 'a merge key whose value is not a map or a list of maps',
    explanation: '"<<" takes over the keys of maps, and of nothing else.',
    remedy: 'Give it an alias of a map, or write the keys out.',
  },
} as const satisfies CodePages;
