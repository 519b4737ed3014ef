import { dec, decimalText } from '../../../domain/decimal.ts'
import type { SqlParameter, SqlStatement } from '../sql/driver.ts'
import type { EconnectDocument, ElementValue } from './document.ts'
import { type ElementType, nodes } from './nodes.ts'

/**
 * The documents as one batch: each node a call of its procedure, all in one transaction. So nobody but SQL Server holds an open
 * transaction, and a connection that is lost leaves all or nothing. XACT_ABORT: an error that no procedure returns, as a
 * deadlock, rolls back as well and does not let the batch go on to its commit. It does not hold for RAISERROR, as a rule of the
 * site in a Pre procedure may have it: so the calls stand in a TRY, and whatever is answered with an error is rolled back.
 *
 * Gives one row: `state`, 0 where all is stored; else `errors`, the numbers of eConnect with blanks between them, and `node`,
 * which call it was, counted from 1.
 */
export function documentsBatch(documents: readonly EconnectDocument[]): SqlStatement {
  const parameters: SqlParameter[] = []
  const calls = documents
    .flatMap((document) => document.nodes)
    .flatMap(({ node, values }, index) => {
      const filled = nodes[node].elements.filter(({ name }) => values[name] !== undefined)
      const converted: string[] = []
      const given = filled.map((element) => {
        const name = `p${index + 1}_${element.name}`
        parameters.push(parameterOf(name, element, values[element.name]!))
        const form = conversions[element.type]
        if (form === undefined) return `@I_v${element.name} = @${name}`
        converted.push(`DECLARE @v${name.slice(1)} ${form.type} = ${form.of(`@${name}`)};`)
        return `@I_v${element.name} = @v${name.slice(1)}`
      })
      return [
        ...converted,
        `SELECT @node = ${index + 1}, @state = NULL, @errors = NULL;`,
        `EXEC dbo.${node} ${given.join(', ')}, @O_iErrorState = @state OUTPUT, @oErrString = @errors OUTPUT;`,
        'IF ISNULL(@state, -1) <> 0 GOTO refused;',
      ]
    })
  return {
    text: [
      'SET NOCOUNT ON; SET XACT_ABORT ON;',
      'DECLARE @state int, @errors varchar(255), @node int;',
      'BEGIN TRY',
      'BEGIN TRANSACTION;',
      ...calls,
      'COMMIT TRANSACTION;',
      'END TRY',
      'BEGIN CATCH',
      'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;',
      'THROW;',
      'END CATCH;',
      "SELECT 0 AS state, '' AS errors, 0 AS node;",
      'RETURN;',
      'refused:',
      'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;',
      "SELECT ISNULL(@state, -1) AS state, RTRIM(ISNULL(@errors, '')) AS errors, @node AS node;",
    ].join('\n'),
    parameters,
  }
}

const conversions: Partial<
  Record<ElementType['type'], { readonly type: string; readonly of: (name: string) => string }>
> = {
  numeric: { type: 'numeric(19,5)', of: (name) => `CONVERT(numeric(19,5), ${name})` },
  date: { type: 'datetime', of: (name) => `CONVERT(datetime, ${name}, 112)` },
}

/** Sign, fourteen digits, point and five digits. */
const numericLength = 21

function parameterOf(name: string, element: ElementType, value: ElementValue): SqlParameter {
  if (element.type === 'integer') return { name, type: 'integer', value }
  if (element.type === 'date') return { name, type: 'text', length: 8, value: String(value).replaceAll('-', '') }
  if (element.type === 'char') return { name, type: 'text', length: element.length, value }
  return { name, type: 'text', length: numericLength, value: decimalText(dec(value)) }
}

/** The batch with its values declared before it, as a person may read it or run it in Management Studio. Nothing is sent so. */
export function readable({ text, parameters }: SqlStatement): string {
  const declared = parameters.map(({ name, type, length, value }) =>
    type === 'integer'
      ? `DECLARE @${name} int = ${value};`
      : `DECLARE @${name} nvarchar(${length}) = N'${String(value).replaceAll("'", "''")}';`,
  )
  return [...declared, text].join('\n')
}
