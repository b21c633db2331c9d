package dev.scalingstages.workload.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    @Test
    void anEmailIsStoredInLowerCaseAndWithoutSpaceAroundIt() {
        assertThat(Rules.email(" Ada.Lovelace+x@Example.COM ")).contains("ada.lovelace+x@example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "ada@",
                "@example.com",
                "ada@example",
                "ada@@example.com",
                "a da@example.com",
                "ada@example..com",
                "ada@exa_mple.com",
                "äda@example.com",
                "ada@example.com\0",
                "ada@example.com,b@c.de"
            })
    void whatIsNoEmailIsRefused(String text) {
        assertThat(Rules.email(text)).isEmpty();
    }

    @Test
    void anEmailFitsItsColumn() {
        String domain = ("b".repeat(60) + ".").repeat(3) + "example.com";
        assertThat(Rules.email("a".repeat(60) + "@" + domain)).isEmpty();
        assertThat(Rules.email("a".repeat(59) + "@" + domain)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "Ada Lovelace", "李白", "👩‍💻", "O'Brien"})
    void aNameMayBeInAnyScript(String name) {
        assertThat(Rules.isDisplayName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " Ada", "Ada ", "A\nda", "A\u0000da", "\u202Eada", "\uD83D", "A\u2028B"})
    void aNameHasNoControlCharactersAndNoSpaceAroundIt(String name) {
        assertThat(Rules.isDisplayName(name)).isFalse();
    }

    @Test
    void aNameIsCountedInCharactersNotInHalvesOfThem() {
        assertThat(Rules.isDisplayName("😀".repeat(64))).isTrue();
        assertThat(Rules.isDisplayName("😀".repeat(65))).isFalse();
    }

    @Test
    void aPasswordHas10To200Characters() {
        assertThat(Rules.isPassword("a".repeat(9))).isFalse();
        assertThat(Rules.isPassword("a".repeat(10))).isTrue();
        assertThat(Rules.isPassword("a".repeat(200))).isTrue();
        assertThat(Rules.isPassword("a".repeat(201))).isFalse();
    }
}
