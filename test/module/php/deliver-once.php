<?php
// One run of the module's own drain, over its own sender, as a cron would start it. Its one argument is JSON:
// folder, address, secrets, put (topic:id, to be stored first), seconds (the sender's limit for a whole request),
// anyway (also while the hub rests), revive (dead letters are sent again).
require __DIR__ . '/bootstrap.php';

$given = json_decode($argv[1], true);
$outbox = new FileOutbox($given['folder'] . '/outbox.json');
$state = new FileState($given['folder'] . '/state.json');
foreach ($given['put'] as $record) {
    list($topic, $id) = explode(':', $record);
    $outbox->put(new Ledgerline\Event($topic, (int) $id, 1, 0), 'shop', time());
}
if ($given['revive']) {
    $outbox->revive(null);
}
$hub = new Ledgerline\Hub(
    $given['address'],
    new Ledgerline\Signer($given['secrets']),
    new Ledgerline\Http($given['seconds'], $given['seconds']),
    ['version' => '1.0.0', 'prestashop' => _PS_VERSION_, 'php' => '8.2.29-1+0~20250101.1+debian12~1.gbp000000']
);
$done = (new Ledgerline\Drain($outbox, $hub, $state))->run(60.0, 1000, $given['anyway']);
echo json_encode($done + [
    'backlog' => $outbox->backlog(),
    'dead' => array_column($outbox->dead(100), 'why'),
    'failures' => (int) $state->get('failures'),
    'rests' => max(0, (int) $state->get('retry_at') - time()),
]);
