<?php

/** The drain's memory as a JSON file. */
final class FileState implements Ledgerline\State
{
    private $file;

    public function __construct($file)
    {
        $this->file = $file;
    }

    public function get($name)
    {
        $all = is_file($this->file) ? json_decode(file_get_contents($this->file), true) : [];

        return isset($all[$name]) ? $all[$name] : '';
    }

    public function set($name, $value)
    {
        $all = is_file($this->file) ? json_decode(file_get_contents($this->file), true) : [];
        $all[$name] = $value;
        file_put_contents($this->file, json_encode($all));
    }
}
