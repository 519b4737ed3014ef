import { says } from '../../causes/index.ts'
import type { GpCause } from './row.ts'

/** Named by the transport: GP's Web Services say no more than 401. */
export const wrongPasswordCause: GpCause = {
  id: 'gp.sign-in',
  signs: [
    { codes: ['gp:sign-in'] },
    { codes: ['http:401'] },
    {
      words:
        /unauthorized with client authentication scheme|\(401\) Unauthorized|logon failure|unknown user ?name or bad password/i,
    },
  ],
  class: 'authentication',
  owner: 'GP admin',
  retryHelps: false,
  says: 'GP Web Services do not accept user name and password.',
  next: 'Check user name, domain and password of the GP connection, and that the Windows account is not locked or expired. The user needs no SQL rights, only a role in Web Services.',
  source: 'IIS and http.sys answer a wrong NTLM or Basic sign-in with 401',
}

/** What is wrong with the service, the sign-in or the connection, not with a document. */
export const serviceCauses: readonly GpCause[] = [
  wrongPasswordCause,
  {
    id: 'gp.company-not-open',
    signs: [{ codes: ['gp:company-not-open'] }],
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'The company of the connection is not open to this user.',
    next: 'Correct companyId of the GP connection (DYNAMICS SY01500.CMPANYID), or have the company enabled (GP Web Services Configuration Wizard) and the user given a role in it (Dynamics Security Console).',
    source:
      'GP answers a wrong organization key with the general system exception; GetWSEnabledCompanyForUserList tells',
  },
  {
    id: 'gp.no-role',
    signs: [{ codes: ['soap:AccessDenied', 'soap:FailedAuthentication'] }, { words: says.denied }],
    class: 'permission',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The user has no role that allows this operation in this company.',
    next: 'Give the user a role that allows this operation in this company: Dynamics Security Console, application DynamicsGPWebServices, Role Assignments.',
    source: 'GP Web Services security: roles and tasks',
  },
  {
    id: 'gp.web-server',
    signs: [
      {
        words:
          /\b(?:HTTP Error )?500\.(?:19|2[1-4])\b|\b404\.(?:2|3|17)\b|could not load (?:file or assembly|type)|extension configuration|ManagedPipelineHandler|related configuration data/i,
      },
    ],
    class: 'configuration',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The web server of GP is not set up for the service: a handler, an assembly or its configuration is missing or does not fit.',
    next: 'A GP administrator repairs the installation of Web Services (GP installer, Repair) and registers .NET and WCF activation in IIS (Server Manager, Add Roles and Features > HTTP Activation).',
    source: 'IIS 500.19, 500.21–24, 404.2, 404.3; ASP.NET “Could not load file or assembly”',
  },
  {
    id: 'gp.message-security',
    signs: [
      {
        words:
          /InvalidSecurity|verifying security for the message|security (?:timestamp|header)[^.]*(?:invalid|stale|expired)/i,
      },
    ],
    class: 'authentication',
    owner: 'GP admin',
    retryHelps: false,
    says: 'GP does not accept the security header of the message: the binding is another, or the clocks differ by more than five minutes.',
    next: 'Compare the clocks of both machines first. Then give the address of the endpoint that takes NTLM or Basic over HTTP, as "ledgerline doctor" names it.',
    source: 'WCF fault InvalidSecurity; the skew that is allowed is five minutes',
  },
  {
    id: 'gp.endpoint',
    signs: [
      { words: /AddressFilter mismatch|was not the expected type|content type [^.]* (?:mismatch|not supported)/i },
    ],
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'This address of GP speaks another protocol, or knows itself by another name.',
    next: 'Give the address of the legacy endpoint as GP publishes it (its WSDL names it), with the host name that stands there.',
    source: 'WCF: AddressFilter mismatch; 415 for SOAP 1.2 against a SOAP 1.1 binding',
  },
  {
    id: 'gp.channel-broken',
    signs: [
      {
        words:
          /(?:remote party|security negotiation)[^.]*timely manner|communication object[\s\S]*(?:faulted|aborted|closed) state|socket connection was aborted|request channel timed out/i,
      },
    ],
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The connection within GP’s service broke or was too slow.',
    next: 'The hub looks up whether the call had its effect, and tries again. If it lasts, see what loads the GP server.',
    source: 'WCF: CommunicationObjectFaultedException, TimeoutException of a channel',
  },
  {
    id: 'gp.database-away',
    signs: [
      {
        words:
          /network-related or instance-specific error|provider: (?:Named Pipes|TCP|SQL Network)[^)]*|transport-level error|error occurred while establishing a connection to SQL Server/i,
      },
    ],
    class: 'connection',
    owner: 'GP admin',
    retryHelps: true,
    says: 'GP’s service is up and does not reach its SQL Server.',
    next: 'See that the SQL Server service runs and that the GP server reaches it; the hub goes on by itself.',
    source: 'ADO.NET: “A network-related or instance-specific error occurred …”',
  },
  {
    id: 'gp.handed-over',
    signs: [{ codes: ['gp:handed-over'] }],
    class: 'intermittent',
    owner: 'GP admin',
    retryHelps: true,
    says: 'The document was handed over as a file of eConnect, and GP does not show it yet.',
    next: 'See whether the program that submits these files has taken it, and what it says of it. The hub looks again by itself, and never hands the same document over twice.',
    source: 'eConnect: a file is submitted by a program of the site, whose outcome the hub sees by its read-back alone',
  },
  {
    id: 'gp.operation-unknown',
    signs: [{ codes: ['soap:ActionNotSupported'] }, { words: /ContractFilter mismatch|ActionNotSupported/i }],
    class: 'configuration',
    owner: 'GP admin',
    retryHelps: false,
    says: 'This address does not know the operation.',
    next: 'An administrator can narrow an endpoint to the operations of one series. Give the address of one that serves the full interface, or one address for each module.',
    source: 'WCF: ContractFilter mismatch at the EndpointDispatcher',
  },
  {
    id: 'gp.not-found',
    signs: [{ words: /business object not found/i }],
    class: 'missing_master_record',
    owner: 'integrator',
    retryHelps: false,
    says: 'GP has no record under this key any more.',
    next: 'See whether it was voided, deleted, merged or renamed in GP; then link the shop record to what it is now ("ledgerline proposals link ENTITY KEY GP-ENTITY NUMBER"), or resolve the incident.',
    source: 'GP Web Services: “Business object not found.” of Get…ByKey',
  },
  {
    id: 'gp.unreadable-request',
    signs: [
      { codes: ['soap:DeserializationFailed'] },
      { words: /error in (?:the )?XML document|unable to read request|DeserializationFailed|could not deserialize/i },
    ],
    class: 'our_bug',
    owner: 'hub developer',
    retryHelps: false,
    says: 'GP could not read the request.',
    next: 'This is a defect of Ledgerline, or GP has another release than the one it was made for. Report it with the journal of the run ("ledgerline show ORDER --json").',
    source: 'WCF DeserializationFailed',
  },
  {
    id: 'gp.unknown-rule',
    signs: [{ codes: ['gp:validation'] }],
    class: 'unknown',
    owner: 'GP admin',
    retryHelps: false,
    says: 'A business rule of GP refused the document, and its reason is not known here.',
    next: 'Read the entry in the Exception Management Console on the GP server, or the reply above; correct the record or the mapping that it names, and replay.',
    source: 'GP Web Services: validation exceptions stand in WSExceptionLog',
  },
  {
    id: 'gp.null-reference',
    signs: [{ words: /object reference not set/i }],
    class: 'unknown',
    owner: 'hub developer',
    retryHelps: false,
    says: 'GP’s own code met an empty value, and names no field.',
    next: 'Compare the request with one that passes, and read the entry in the Exception Management Console on the GP server.',
    source: '.NET NullReferenceException, handed on by the service',
  },
  {
    id: 'gp.system-exception',
    signs: [{ codes: ['gp:system'] }],
    class: 'unknown',
    owner: 'GP admin',
    retryHelps: false,
    says: 'GP had a system exception; its reason stands only in the log on its server.',
    next: 'Open the Exception Management Console on the GP server and read the entry of that time. The hub looks the document up before it sends anything again.',
    source: 'GP Web Services: system exceptions tell the caller nothing (cc508744)',
  },
]
