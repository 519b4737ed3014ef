<?php
// For PHPStan alone, which knows the function of FPM and not that of LiteSpeed.

/** @return bool */
function litespeed_finish_request()
{
}
