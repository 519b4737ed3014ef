<?php

require_once __DIR__ . '/prestashop.php';

/** PrestaShop's Db, as far as the outbox uses it, over mysqli. */
final class MysqlDb extends Db
{
    private $link;

    /** @param string $socket of a server that lets root in without a password */
    public function __construct($socket, $database = 'ledgerline_test')
    {
        mysqli_report(MYSQLI_REPORT_OFF);
        $this->link = new mysqli('localhost', 'root', '', '', 0, $socket);
        $this->link->set_charset('utf8mb4');
        $this->link->query('CREATE DATABASE IF NOT EXISTS ' . $database);
        $this->link->select_db($database);
    }

    public function execute($sql, $useCache = true)
    {
        return (bool) $this->link->query($sql);
    }

    public function executeS($sql, $array = true, $useCache = true)
    {
        $found = $this->link->query($sql);

        return $found ? $found->fetch_all(MYSQLI_ASSOC) : false;
    }

    public function getRow($sql, $useCache = true)
    {
        $rows = $this->executeS($sql . ' LIMIT 1');

        return $rows ? $rows[0] : false;
    }

    public function getValue($sql, $useCache = true)
    {
        $row = $this->getRow($sql);

        return $row ? current($row) : false;
    }

    public function escape($text, $html = false)
    {
        return $this->link->real_escape_string($text);
    }

    public function Affected_Rows()
    {
        return $this->link->affected_rows;
    }

    public function getNumberError()
    {
        return $this->link->errno;
    }

    public function getMsgError()
    {
        return $this->link->error;
    }
}
