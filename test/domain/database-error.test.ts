import { expect, test } from 'vitest'
import { databaseFailure } from '../../src/domain/database-error.ts'

const failed = (fields: object) => Object.assign(new Error('failed'), fields)

test.each([
  ['a row that is there already', { code: '23505' }, { code: '23505', passing: false }],
  ['a disk that is full', { code: '53100' }, { code: '53100', passing: true }],
  ['a connection that broke', { code: 'ECONNRESET', syscall: 'read' }, { code: 'ECONNRESET', passing: true }],
  ['a socket that is not there', { code: 'ENOENT', syscall: 'connect' }, { code: 'ENOENT', passing: true }],
])('%s is a failure of the database', (_, fields, failure) => {
  expect(databaseFailure(new Error('outer', { cause: failed(fields) }))).toMatchObject(failure)
})

// A share of GP that has just gone: nobody is to be asked whether the database was away.
test.each([
  { code: 'ENOENT', syscall: 'stat' },
  { code: 'EACCES', syscall: 'open' },
  { code: 'EPERM', syscall: 'unlink' },
  { code: 'EBUSY', syscall: 'rename' },
])('$code of a file is none', (fields) => {
  expect(databaseFailure(failed(fields))).toBe(null)
})
