<?php
// The module's classes, without a PrestaShop.
define('_PS_VERSION_', '8.2.1');
require __DIR__ . '/../../../src/connectors/prestashop/module/ledgerline/src/autoload.php';
require __DIR__ . '/FileOutbox.php';
require __DIR__ . '/FileState.php';
