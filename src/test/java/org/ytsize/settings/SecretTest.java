package org.ytsize.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SecretTest {

    @Test
    void hidesItself() {
        assertThat(new Secret("swordfish")).hasToString("(hidden)");
    }

    @Test
    void tellsItself_toWhoAsksForIt() {
        assertThat(new Secret("swordfish").reveal()).isEqualTo("swordfish");
    }

    @Test
    void matches_onlyTheSame() {
        Secret secret = new Secret("sw\u00f6rdfish");

        assertThat(secret.matches("sw\u00f6rdfish")).isTrue();
        assertThat(secret.matches("sw\u00f6rdfis")).isFalse();
        assertThat(secret.matches("sw\u00f6rdfishh")).isFalse();
        assertThat(secret.matches("Sw\u00f6rdfish")).isFalse();
        assertThat(secret.matches("")).isFalse();
    }

    @Test
    void isNeverEmpty() {
        assertThatThrownBy(() -> new Secret("")).isInstanceOf(IllegalArgumentException.class);
    }
}
