import { lazy } from 'react'
import { Link, Redirect, Route, Switch } from 'wouter'
import type { IntegrationSummary } from '../api/queries.ts'
import { Empty } from '../kit/loaded.tsx'
import { Page } from '../kit/page.tsx'
import { routes } from '../routes.ts'
import { t } from '../words/index.ts'

// Each page is a part of its own, loaded when it is opened.
const Home = lazy(() => import('../pages/home/home.tsx'))
const Welcome = lazy(() => import('../pages/welcome/welcome.tsx'))
const Records = lazy(() => import('../pages/records/records.tsx'))
const RecordPage = lazy(() => import('../pages/records/record.tsx'))
const Incidents = lazy(() => import('../pages/incidents/incidents.tsx'))
const Incident = lazy(() => import('../pages/incidents/incident.tsx'))
const Approvals = lazy(() => import('../pages/approvals/approvals.tsx'))
const ValueMaps = lazy(() => import('../pages/value-maps/value-maps.tsx'))
const ValueMap = lazy(() => import('../pages/value-maps/value-map.tsx'))
const Reconciliation = lazy(() => import('../pages/reconciliation/reconciliation.tsx'))
const Settings = lazy(() => import('../pages/settings/settings.tsx'))
const Flows = lazy(() => import('../pages/flows/flows.tsx'))
const Flow = lazy(() => import('../pages/flows/flow.tsx'))
const Mapping = lazy(() => import('../pages/flows/mapping.tsx'))
const SayRule = lazy(() => import('../pages/rules/say-rule.tsx'))
const Connect = lazy(() => import('../pages/set-up/connect.tsx'))
const Reconnect = lazy(() => import('../pages/set-up/connect.tsx').then((its) => ({ default: its.Reconnect })))
const SetUp = lazy(() => import('../pages/set-up/set-up.tsx'))
const People = lazy(() => import('../pages/people/people.tsx'))
const Alerts = lazy(() => import('../pages/alerts/alerts.tsx'))
const Audit = lazy(() => import('../pages/audit/audit.tsx'))
const Account = lazy(() => import('../pages/account/account.tsx'))
const Approval = lazy(() => import('../pages/approvals/approval.tsx'))

const order = 'prestashop.order'

/** Which page an address opens. */
export function Pages({ chosen }: { chosen: IntegrationSummary | undefined }) {
  return (
    <Switch>
      <Route path="/">
        {chosen ? (
          <Redirect to={routes.home(chosen.id)} replace />
        ) : (
          <Empty title={t.nav.nothingYet}>
            <p>{t.nav.nothingYetText}</p>
            <Link href={routes.connect()}>{t.connect.title}</Link>
          </Empty>
        )}
      </Route>
      <Route path="/welcome">
        <Welcome />
      </Route>
      <Route path="/i/:integration">{({ integration }) => <Home integration={integration} />}</Route>
      <Route path="/i/:integration/orders">
        {({ integration }) => <Records integration={integration} entity={order} key={order} />}
      </Route>
      <Route path="/i/:integration/orders/:key">
        {({ integration, key }) => (
          <RecordPage integration={integration} record={{ entity: order, key: decodeURIComponent(key) }} key={key} />
        )}
      </Route>
      <Route path="/i/:integration/records/:entity">
        {({ integration, entity }) => <Records integration={integration} entity={entity} key={entity} />}
      </Route>
      <Route path="/i/:integration/records/:entity/:key">
        {({ integration, entity, key }) => (
          <RecordPage
            integration={integration}
            record={{ entity, key: decodeURIComponent(key) }}
            key={`${entity} ${key}`}
          />
        )}
      </Route>
      <Route path="/i/:integration/incidents">{({ integration }) => <Incidents integration={integration} />}</Route>
      <Route path="/i/:integration/incidents/:id">
        {({ integration, id }) => <Incident integration={integration} id={id} key={id} />}
      </Route>
      <Route path="/i/:integration/approvals">{({ integration }) => <Approvals integration={integration} />}</Route>
      <Route path="/i/:integration/approvals/:id">
        {({ integration, id }) => <Approval integration={integration} id={id} key={id} />}
      </Route>
      <Route path="/i/:integration/value-maps">{({ integration }) => <ValueMaps integration={integration} />}</Route>
      <Route path="/i/:integration/value-maps/:id">
        {({ integration, id }) => <ValueMap integration={integration} id={id} key={id} />}
      </Route>
      <Route path="/i/:integration/reconciliation">
        {({ integration }) => <Reconciliation integration={integration} key={integration} />}
      </Route>
      <Route path="/i/:integration/settings">{({ integration }) => <Settings integration={integration} />}</Route>
      <Route path="/i/:integration/flows">{({ integration }) => <Flows integration={integration} />}</Route>
      <Route path="/i/:integration/flows/:id">
        {({ integration, id }) => <Flow integration={integration} id={id} key={id} />}
      </Route>
      <Route path="/i/:integration/mappings/:id">
        {({ integration, id }) => <Mapping integration={integration} id={id} key={id} />}
      </Route>
      <Route path="/i/:integration/rules/new">{({ integration }) => <SayRule integration={integration} />}</Route>
      <Route path="/connect">
        <Connect />
      </Route>
      <Route path="/i/:integration/connect">{({ integration }) => <Reconnect integration={integration} />}</Route>
      <Route path="/i/:integration/set-up">{({ integration }) => <SetUp integration={integration} />}</Route>
      <Route path="/people">
        <People />
      </Route>
      <Route path="/alerts">
        <Alerts />
      </Route>
      <Route path="/audit">
        <Audit />
      </Route>
      <Route path="/account">
        <Account />
      </Route>
      <Route>
        <Page title={t.nav.noPage} lead={t.nav.noPageText}>
          {null}
        </Page>
      </Route>
    </Switch>
  )
}
