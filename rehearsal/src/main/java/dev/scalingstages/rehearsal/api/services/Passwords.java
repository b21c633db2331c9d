package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;

/** Passwords as Secrets Manager generates them. */
final class Passwords {
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private Passwords() {}

    /** As {@code GenerateSecretString} or {@code GetRandomPassword} ask for it; 32 characters by default. */
    static String generate(JsonNode asked) {
        StringBuilder characters = new StringBuilder();
        add(characters, LOWER, asked.path("ExcludeLowercase").asBoolean());
        add(characters, UPPER, asked.path("ExcludeUppercase").asBoolean());
        add(characters, DIGITS, asked.path("ExcludeNumbers").asBoolean());
        add(characters, PUNCTUATION, asked.path("ExcludePunctuation").asBoolean());
        String excluded = asked.path("ExcludeCharacters").asText("");
        String left = characters
                .chars()
                .filter(character -> excluded.indexOf(character) < 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return random(asked.path("PasswordLength").asInt(32), left);
    }

    /** Letters and, if asked for, digits. */
    static String generate(int length, boolean digits) {
        return random(length, LOWER + UPPER + (digits ? DIGITS : ""));
    }

    private static void add(StringBuilder characters, String more, boolean excluded) {
        if (!excluded) {
            characters.append(more);
        }
    }

    private static String random(int length, String characters) {
        return new SecureRandom()
                .ints(length, 0, characters.length())
                .collect(StringBuilder::new, (text, at) -> text.append(characters.charAt(at)), StringBuilder::append)
                .toString();
    }
}
