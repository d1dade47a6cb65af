// Codes about keys and values that do not fit the schema of their file.
import type { CodePages } from '../code.ts';

export const valueCodes = {
  'unknown-key': {
    title: 'a key that is not known at this place',
    explanation:
      'A key that is passed over would leave out what it was meant for. It is misspelt, or indented too far or too little.',
    remedy: 'Correct the spelling or the indentation. `keyturn schema` prints what is known in each kind of file.',
  },
  'missing-key': {
    title: 'a key that must be there is not',
    explanation: 'Without it, what is meant cannot be told.',
    remedy: 'Add the key that is named.',
  },
  'wrong-type': {
    title: 'a value of another type than wanted',
    explanation:
      'A text, a number, a list or a map is wanted, and another of these is there. YAML reads 0644 as a number.',
    remedy: 'Write a value of the type that is named; put text that looks like a number into quotes.',
  },
  'bad-value': {
    title: 'a value of the right type that is not allowed',
    explanation: 'The value is none of those that are known, or does not have the form that is wanted.',
    remedy: 'Write one of the values that are named.',
  },
  template: {
    title: 'a Jinja template, which is not supported yet',
    explanation:
      'The value holds "{{" or "{%". In a variable that Keyturn reads it is an error; in one of your own it is a warning, and the text stays as it is written.',
    remedy: 'Write the value itself.',
  },
} as const satisfies CodePages;
