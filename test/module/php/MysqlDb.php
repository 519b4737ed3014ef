<?php

/** PrestaShop's Db, as far as the outbox uses it, over mysqli. */
class Db
{
    protected $link;

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
        return $this->executeS($sql . ' LIMIT 1')[0];
    }

    public function getValue($sql, $useCache = true)
    {
        return current($this->getRow($sql));
    }

    public function escape($text, $html = false)
    {
        return $this->link->real_escape_string($text);
    }

    public function Affected_Rows()
    {
        return $this->link->affected_rows;
    }

    public function getMsgError()
    {
        return $this->link->error;
    }
}

final class MysqlDb extends Db
{
    /** @param string $place host:port:user:password:database */
    public function __construct($place)
    {
        list($host, $port, $user, $password, $database) = explode(':', $place);
        mysqli_report(MYSQLI_REPORT_OFF);
        $this->link = new mysqli($host, $user, $password, $database, (int) $port);
    }
}
