/** An error of SQL Server by its number; what the batch did is rolled back. */
export class SqlError extends Error {
  readonly number: number
  constructor(number: number, message: string) {
    super(message)
    this.number = number
  }
}
