<?php
// As much of PrestaShop's classes as the module touches: the seam that its tests stand on.

define('_DB_PREFIX_', 'ps_');
define('_MYSQL_ENGINE_', 'InnoDB');
define('_COOKIE_KEY_', 'a key of the tests');

class Module
{
    public $id = 1;
    public $name;
    public $tab;
    public $version;
    public $author;
    public $need_instance;
    public $bootstrap;
    public $ps_versions_compliancy;
    public $displayName;
    public $description;
    public $confirmUninstall;
    protected $context;
    public static $permitted = true;
    public static $registered = [];

    public function __construct()
    {
        $this->context = Context::getContext();
    }

    public function install()
    {
        return true;
    }

    public function uninstall()
    {
        return true;
    }

    public function registerHook($hook_name, $shop_list = null)
    {
        if (Db::$fails) {
            throw Db::$fails;
        }
        self::$registered[] = $hook_name;

        return true;
    }

    public function l($string, $specific = false, $locale = null)
    {
        return htmlspecialchars($string, ENT_COMPAT, 'UTF-8');
    }

    public function displayError($error)
    {
        return '<error>' . $error . '</error>';
    }

    public function displayConfirmation($text)
    {
        return '<done>' . $text . '</done>';
    }

    public function display($file, $template)
    {
        return '<template>' . basename($template) . '</template>';
    }

    /** @return Module|false */
    public static function getInstanceByName($module_name)
    {
        return false;
    }

    public static function isEnabled($module_name)
    {
        return true;
    }

    public static function getPermissionStatic($id_module, $variable, $employee = null)
    {
        return self::$permitted && $variable === 'configure' && $id_module === 1;
    }
}

class Context
{
    public $shop;
    public $employee;
    public $language;
    public $link;
    public $smarty;

    public static function getContext()
    {
        static $context = null;
        if ($context === null) {
            $context = new self();
            $context->shop = (object) ['id' => 3];
            $context->employee = (object) ['id' => 5, 'passwd' => 'a hash'];
            $context->language = (object) ['id' => 1];
            $context->link = new Link();
            $context->smarty = new Smarty();
        }

        return $context;
    }
}

class Link
{
    public function getModuleLink($module, $controller, array $params)
    {
        return 'https://shop.example/module/' . $module . '/' . $controller . '?' . http_build_query($params);
    }

    public function getBaseLink()
    {
        return 'https://shop.example/';
    }
}

class Smarty
{
    public $assigned = [];

    public function assign(array $values)
    {
        $this->assigned = $values + $this->assigned;
    }
}

class Configuration
{
    public static $values = [];
    /** @var Throwable|null */
    public static $fails;

    public static function getGlobalValue($key)
    {
        if (self::$fails) {
            throw self::$fails;
        }

        return isset(self::$values[$key]) ? self::$values[$key] : false;
    }

    public static function updateGlobalValue($key, $value)
    {
        self::$values[$key] = $value;

        return true;
    }

    public static function deleteByName($key)
    {
        unset(self::$values[$key]);

        return true;
    }
}

class PrestaShopLogger
{
    public static $lines = [];
    /** @var Throwable|null */
    public static $fails;

    public static function addLog($message, $severity = 1)
    {
        if (self::$fails) {
            throw self::$fails;
        }
        self::$lines[] = $message;
    }
}

class Db
{
    /** @var Throwable|null */
    public static $fails;
    /** @var bool whether it answers false, as in production, instead of throwing */
    public static $refuses = false;
    /** @var int of the last error */
    public static $number = 0;
    public static $statements = [];
    /** @var array[] */
    public static $rows = [];

    public static function getInstance()
    {
        return new self();
    }

    public function execute($sql, $useCache = true)
    {
        if (self::$fails) {
            $failure = self::$fails;
            // A deadlock is over when one of the two has given way.
            self::$fails = self::$number === 1213 ? null : $failure;
            throw $failure;
        }
        self::$statements[] = $sql;

        return !self::$refuses;
    }

    public function executeS($sql, $array = true, $useCache = true)
    {
        return self::$rows;
    }

    public function getRow($sql, $useCache = true)
    {
        return ['waiting' => '0', 'oldest' => null, 'dead' => '0'];
    }

    public function getValue($sql, $useCache = true)
    {
        return 0;
    }

    public function escape($text, $html = false)
    {
        return addslashes($text);
    }

    public function Affected_Rows()
    {
        return 1;
    }

    public function getMsgError()
    {
        return '';
    }

    public function getNumberError()
    {
        return self::$number;
    }
}

class Shop
{
    const CONTEXT_ALL = 4;

    public static function isFeatureActive()
    {
        return false;
    }

    public static function setContext($type, $id = null)
    {
    }
}

class Tools
{
    public static $values = [];

    public static function getValue($key, $default = false)
    {
        return isset(self::$values[$key]) ? self::$values[$key] : $default;
    }

    public static function isSubmit($key)
    {
        return isset(self::$values[$key]);
    }

    public static function getAdminTokenLite($tab)
    {
        return 'token of ' . $tab;
    }
}

class AdminController
{
    public static $currentIndex = 'index.php?controller=AdminModules';
}

class HelperForm
{
    public $module;
    public $name_controller;
    public $identifier;
    public $show_toolbar;
    public $token;
    public $currentIndex;
    public $submit_action;
    public $default_form_language;
    public $tpl_vars;

    public function generateForm(array $fields)
    {
        return '<form>' . json_encode([$fields, $this->tpl_vars, $this->submit_action]) . '</form>';
    }
}

class ModuleFrontController
{
    /** @var Ledgerline */
    public $module;
}
