<?php
/**
 * Ledgerline: signed webhooks for PrestaShop.
 *
 * @author    Ledgerline contributors
 * @copyright Since 2026 Ledgerline contributors
 * @license   https://opensource.org/licenses/AFL-3.0 Academic Free License version 3.0
 */

namespace Ledgerline;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * The settings page, in PrestaShop's own helpers. Every deed asks again whether the employee may configure the module,
 * and for a token of this employee and this page.
 */
final class AdminPage
{
    const DEAD_SHOWN = 50;

    /** @var \Ledgerline */
    private $module;
    /** @var \Context */
    private $context;
    /** @var Settings */
    private $settings;
    /** @var Outbox */
    private $outbox;
    /** @var string */
    private $said = '';

    public function __construct(\Ledgerline $module, \Context $context, Settings $settings, Outbox $outbox)
    {
        $this->module = $module;
        $this->context = $context;
        $this->settings = $settings;
        $this->outbox = $outbox;
    }

    public function render()
    {
        if (!$this->mayConfigure()) {
            return $this->module->displayError($this->l('You have no permission to configure this module.'));
        }
        $deed = $this->deed();
        if ($deed !== null) {
            $this->said = $this->mayDo() ? $this->{$deed}() : $this->module->displayError($this->l('This form is out of date. Open the page again.'));
        }

        return $this->said . $this->health() . $this->connection() . $this->announced() . $this->deadLetters();
    }

    private function mayConfigure()
    {
        return \Module::getPermissionStatic($this->module->id, 'configure', $this->context->employee);
    }

    private function mayDo()
    {
        $given = \Tools::getValue('ledgerline_form');

        return is_string($given) && hash_equals($this->formToken(), $given);
    }

    /** Of this employee, as long as the password stays: PrestaShop's own token differs between its versions. */
    private function formToken()
    {
        $employee = $this->context->employee;

        return hash_hmac('sha256', 'ledgerline|' . (int) $employee->id . '|' . $employee->passwd, _COOKIE_KEY_);
    }

    private function deed()
    {
        // A button of a form comes beside the form's own deed, so buttons are looked for first.
        foreach (['newSecret', 'test', 'sendNow', 'revive', 'forget', 'save', 'connect'] as $deed) {
            if (\Tools::isSubmit('ledgerline_' . $deed)) {
                return $deed;
            }
        }

        return null;
    }

    private function connect()
    {
        $address = trim((string) \Tools::getValue('address'));
        $code = strtoupper(trim((string) \Tools::getValue('code')));
        $problem = Hub::problemOf($address);
        if ($problem === 'no https') {
            return $this->module->displayError($this->l('The hub address must begin with https.'));
        }
        if ($problem !== null) {
            return $this->module->displayError($this->l('This is no hub address. The hub prints it with "ledgerline module pair --hub ADDRESS".'));
        }
        $this->settings->set('address', rtrim($address, '/'));
        $this->settings->set('retry_at', '0');
        if ($code === '') {
            return $this->module->displayConfirmation($this->l('The address is saved.'));
        }
        $answer = $this->module->hub()->pair($code, $this->context->link->getBaseLink());
        if (!$answer->arrived() || !isset($answer->body['secret']) || !is_string($answer->body['secret'])) {
            return $this->module->displayError($this->l('The hub did not take the code:') . ' ' . $this->clean($answer->says()));
        }
        $this->settings->rotate($answer->body['secret']);

        return $this->module->displayConfirmation($this->l('Connected.')) . $this->test();
    }

    private function newSecret()
    {
        $secret = bin2hex(random_bytes(32));
        $this->settings->rotate($secret);

        return $this->module->displayConfirmation(
            $this->l('The new secret, shown only now. Give it to the hub; the old one signs along for a day.') . ' <code>' . $secret . '</code>'
        );
    }

    private function save()
    {
        $off = array_filter(HookTable::TOPICS, function ($topic) {
            return !\Tools::getValue('topic_' . $topic);
        });
        $this->settings->set('topics_off', implode(',', $off));
        $this->settings->set('keep_data', \Tools::getValue('keep_data') ? '1' : '0');

        return $this->module->displayConfirmation($this->l('Saved.'));
    }

    private function test()
    {
        if (!$this->settings->isPaired()) {
            return $this->module->displayError($this->l('Enter the hub address and connect first.'));
        }
        list($answer, $offset) = $this->module->hub()->ping($this->outbox->backlog());
        if ($offset !== null) {
            $this->settings->set('clock_offset', (string) round($offset, 1));
        }
        $clock = $offset === null ? '' : ' ' . sprintf($this->l('The hub’s clock differs by %s seconds.'), number_format($offset, 1));
        if ($answer->arrived()) {
            $this->settings->set('retry_at', '0');
            $name = isset($answer->body['name']) ? $this->clean((string) $answer->body['name']) : '';

            return $this->module->displayConfirmation(sprintf($this->l('The hub answers for “%s”.'), $name) . $clock);
        }

        return $this->module->displayError($this->inWords($answer) . $clock);
    }

    private function sendNow()
    {
        $done = $this->module->drain(\Ledgerline::BY_ADDRESS, 100, true);

        return $this->module->displayConfirmation(
            sprintf($this->l('Events delivered: %d.'), $done['delivered']) . ($done['says'] === '' ? '' : ' ' . $this->clean($done['says']))
        );
    }

    private function revive()
    {
        return $this->module->displayConfirmation(sprintf($this->l('Events that wait again: %d.'), $this->outbox->revive($this->chosen())));
    }

    private function forget()
    {
        return $this->module->displayConfirmation(sprintf($this->l('Events deleted: %d.'), $this->outbox->forget($this->chosen())));
    }

    /** One dead letter, or all: null. */
    private function chosen()
    {
        $id = (string) \Tools::getValue('event_id');

        return preg_match('/^[0-9a-f-]{36}$/', $id) ? $id : null;
    }

    private function inWords(Answer $answer)
    {
        $error = isset($answer->body['error']) && is_string($answer->body['error']) ? $answer->body['error'] : '';
        if ($answer->status === 0) {
            return $this->l('The hub does not answer:') . ' ' . $this->clean($answer->reason);
        }
        if ($error === 'stale') {
            return $this->l('The hub refuses: the clocks differ by more than five minutes. Set this server’s clock.');
        }
        if ($error === 'bad signature' || $error === 'no webhook secret is set') {
            return $this->l('The hub refuses the signature. Pair again with a new code.');
        }
        if ($answer->status === 404) {
            return $this->l('There is no such integration at this address.');
        }

        return $this->l('The hub answers:') . ' ' . $this->clean($answer->says());
    }

    private function health()
    {
        $backlog = $this->outbox->backlog();
        $last = (int) $this->settings->get('last_delivery');
        $this->context->smarty->assign(['ledgerline' => [
            'paired' => $this->settings->isPaired(),
            'last' => $last > 0 ? date('Y-m-d H:i:s', $last) : '',
            'waiting' => $backlog['waiting'],
            'oldest' => $backlog['oldest'] === null ? '' : date('Y-m-d H:i:s', $backlog['oldest']),
            'dead' => $backlog['dead'],
            'offset' => $this->settings->get('clock_offset'),
            'error' => (int) $this->settings->get('failures') > 0 ? $this->settings->get('last_error') : '',
            'full' => $this->settings->get('full') === '1',
            'refused' => (int) $this->settings->get('refused'),
            // In the body: what stands in an address stands in the server's log.
            'cron' => 'curl -fsS -d token=' . $this->settings->get('cron_token') . " '" . $this->context->link->getModuleLink('ledgerline', 'cron', []) . "'",
            'command' => 'php ' . dirname(__DIR__) . '/deliver.php',
            'after_response' => function_exists('fastcgi_finish_request') || function_exists('litespeed_finish_request'),
            'form' => $this->formToken(),
            'action' => $this->action(),
        ]]);

        return $this->module->display(dirname(__DIR__) . '/ledgerline.php', 'views/templates/admin/health.tpl');
    }

    private function connection()
    {
        $secret = $this->settings->get('secret');
        $about = $secret === '' ? $this->l('No secret yet.') : sprintf($this->l('The secret ends in %s.'), substr($secret, -4));

        return $this->form($this->l('Connection'), 'connect', $this->l('Connect'), [
            ['type' => 'text', 'label' => $this->l('Hub address'), 'name' => 'address', 'desc' => $this->l('As "ledgerline module pair --hub ADDRESS" prints it.')],
            ['type' => 'text', 'label' => $this->l('Pairing code'), 'name' => 'code', 'desc' => $about],
        ], ['address' => $this->settings->get('address'), 'code' => ''], [
            ['title' => $this->l('Make a secret'), 'name' => 'ledgerline_newSecret', 'type' => 'submit', 'icon' => 'process-icon-refresh'],
        ]);
    }

    private function announced()
    {
        $values = ['keep_data' => $this->settings->get('keep_data') === '1'];
        $topics = [];
        foreach ($this->topicNames() as $topic => $name) {
            $topics[] = ['id' => $topic, 'name' => $name];
            $values['topic_' . $topic] = $this->settings->wants($topic);
        }

        return $this->form($this->l('What is announced'), 'save', $this->l('Save'), [
            ['type' => 'checkbox', 'label' => $this->l('Records'), 'name' => 'topic', 'values' => ['query' => $topics, 'id' => 'id', 'name' => 'name']],
            ['type' => 'switch', 'label' => $this->l('Keep data when uninstalling'), 'name' => 'keep_data', 'is_bool' => true, 'values' => [
                ['id' => 'keep_data_on', 'value' => 1, 'label' => $this->l('Yes')],
                ['id' => 'keep_data_off', 'value' => 0, 'label' => $this->l('No')],
            ]],
        ], $values, []);
    }

    /** @return string[] of every topic */
    private function topicNames()
    {
        return [
            'order' => $this->l('Orders'),
            'order_payment' => $this->l('Payments'),
            'order_slip' => $this->l('Credit slips'),
            'order_return' => $this->l('Merchandise returns'),
            'order_carrier' => $this->l('Shipments and tracking numbers'),
            'customer' => $this->l('Customers'),
            'address' => $this->l('Addresses'),
            'product' => $this->l('Products'),
            'combination' => $this->l('Combinations'),
            'stock_available' => $this->l('Stock'),
            'carrier' => $this->l('Carriers'),
        ];
    }

    private function deadLetters()
    {
        $dead = array_map(function (array $row) {
            return ['why' => $row['why'] === Outbox::TOO_OLD ? $this->l('Not delivered for a week.') : $row['why']] + $row;
        }, $this->outbox->dead(self::DEAD_SHOWN));
        if (!$dead) {
            return '';
        }
        $this->context->smarty->assign(['ledgerline_dead' => $dead, 'ledgerline_form' => $this->formToken(), 'ledgerline_action' => $this->action()]);

        return $this->module->display(dirname(__DIR__) . '/ledgerline.php', 'views/templates/admin/dead.tpl');
    }

    private function form($title, $deed, $submit, array $input, array $values, array $buttons)
    {
        $helper = new \HelperForm();
        $helper->module = $this->module;
        $helper->name_controller = $this->module->name;
        $helper->identifier = 'id_module';
        $helper->show_toolbar = false;
        $helper->token = \Tools::getAdminTokenLite('AdminModules');
        $helper->currentIndex = \AdminController::$currentIndex . '&configure=' . $this->module->name;
        $helper->submit_action = 'ledgerline_' . $deed;
        $helper->default_form_language = (int) $this->context->language->id;
        $helper->tpl_vars = [
            'fields_value' => $values + ['ledgerline_form' => $this->formToken()],
            'languages' => [],
            'id_language' => (int) $this->context->language->id,
        ];
        $input[] = ['type' => 'hidden', 'name' => 'ledgerline_form'];

        return $helper->generateForm([['form' => [
            'legend' => ['title' => $title],
            'input' => $input,
            'submit' => ['title' => $submit],
            'buttons' => $buttons,
        ]]]);
    }

    private function action()
    {
        return \AdminController::$currentIndex . '&configure=' . $this->module->name . '&token=' . \Tools::getAdminTokenLite('AdminModules');
    }

    private function l($text)
    {
        return $this->module->l($text, 'adminpage');
    }

    private function clean($text)
    {
        return htmlspecialchars($text, ENT_QUOTES, 'UTF-8');
    }
}
