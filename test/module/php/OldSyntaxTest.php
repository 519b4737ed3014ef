<?php

use PHPUnit\Framework\TestCase;

/**
 * The module must run on PHP 7.2, as PrestaShop 1.7.8 does. PHPCompatibility and PHPStan know nearly all that is newer;
 * this knows the rest: arrow functions, match, nullsafe calls, a comma after the last parameter, the class of an object.
 */
final class OldSyntaxTest extends TestCase
{
    private static function tooNew($code)
    {
        $found = [];
        $tokens = array_values(array_filter(token_get_all($code), function ($token) {
            return !is_array($token) || !in_array($token[0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT], true);
        }));
        foreach ($tokens as $place => $token) {
            $name = is_array($token) ? token_name($token[0]) : $token;
            $next = isset($tokens[$place + 1]) ? $tokens[$place + 1] : '';
            $isClass = is_array($next) && $next[0] === T_CLASS;
            if (in_array($name, ['T_FN', 'T_MATCH', 'T_NULLSAFE_OBJECT_OPERATOR'], true)) {
                $found[] = $token[1];
            } elseif ($name === ',' && $next === ')') {
                $found[] = ',)';
            } elseif ($name === 'T_DOUBLE_COLON' && $isClass && is_array($tokens[$place - 1]) && $tokens[$place - 1][0] === T_VARIABLE) {
                $found[] = '::class';
            }
        }

        return $found;
    }

    public function testTheModuleUsesNothingNewer()
    {
        $module = dirname(__DIR__, 3) . '/src/connectors/prestashop/module/ledgerline';
        foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($module, FilesystemIterator::SKIP_DOTS)) as $file) {
            if ($file->getExtension() === 'php') {
                $this->assertSame([], self::tooNew(file_get_contents($file)), (string) $file);
            }
        }
    }

    public function testWhatIsNewerIsFound()
    {
        if (PHP_VERSION_ID < 80000) {
            $this->markTestSkipped('this PHP cannot read it');
        }
        foreach ([
            '$a = fn ($x) => $x;' => ['fn'], '$a = match (1) { default => 2 };' => ['match'], '$a?->b();' => ['?->'],
            'function f($a,) {}' => [',)'], 'f($a, );' => [',)'], '$a::class;' => ['::class'], 'A::class; [1, 2,]; f($a);' => [],
        ] as $code => $expected) {
            $this->assertSame($expected, self::tooNew('<?php ' . $code), $code);
        }
    }
}
