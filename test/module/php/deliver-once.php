<?php
// One run of the module's own drain, over its own sender, as a cron would start it.
// Arguments: folder, address, secrets with commas, seconds in all, records as topic:id … to put first.
require __DIR__ . '/bootstrap.php';

list(, $folder, $address, $secrets, $total) = $argv;
$outbox = new FileOutbox($folder . '/outbox.json');
foreach (array_slice($argv, 5) as $given) {
    list($topic, $record) = explode(':', $given);
    $outbox->put(new Ledgerline\Event($topic, (int) $record, 1, 0), 'shop', time());
}
$state = new FileState($folder . '/state.json');
$hub = new Ledgerline\Hub(
    $address,
    new Ledgerline\Signer(explode(',', $secrets)),
    new Ledgerline\Http(min(2.0, (float) $total), (float) $total),
    ['version' => '1.0.0', 'prestashop' => _PS_VERSION_, 'php' => PHP_VERSION]
);
$done = (new Ledgerline\Drain($outbox, $hub, $state))->run(20.0, 1000, true);
echo json_encode($done + ['backlog' => $outbox->backlog(), 'retry' => (int) $state->get('retry_at') - time(), 'offset' => $state->get('clock_offset')]);
