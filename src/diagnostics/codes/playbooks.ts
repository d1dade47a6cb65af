// Codes about plays and tasks.
import type { CodePages } from '../code.ts';

export const playbookCodes = {
  'unknown-task-type': {
    title: 'a task of a type that does not exist',
    explanation: 'Keyturn has few task types, which are about logins. It does not run modules of Ansible.',
    remedy: 'Correct the spelling; docs/tasks.md describes every type. Do the rest with Ansible.',
  },
  'missing-task-type': {
    title: 'a task that does not say what to do',
    explanation: 'The task has a name and keywords, and no task type among its keys.',
    remedy: 'Add the task type, with its parameters indented below it.',
  },
  'several-task-types': {
    title: 'a task that says more than one thing to do',
    explanation:
      'A task has one type. Another one is a task of its own, or a parameter that is not indented far enough.',
    remedy: 'Make several tasks of it, or indent the parameter below its type.',
  },
  'unsupported-key': {
    title: 'an Ansible keyword that Keyturn does not have',
    explanation:
      'The keyword means something in Ansible. To pass over it would change what the file does, so that it is an error.',
    remedy: 'Remove it, or do as the help of the message says where Keyturn does the same in another way.',
  },
} as const satisfies CodePages;
