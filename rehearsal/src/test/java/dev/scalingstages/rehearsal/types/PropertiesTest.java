package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import org.junit.jupiter.api.Test;

class PropertiesTest {
    private static final Declaration BEFORE =
            Declared.of("AWS::A::B", "{'Size':1,'Gone':true,'Same':[1],'Tags':[{'Key':'a','Value':'b'}]}");
    private static final Declaration AFTER = Declared.of("AWS::A::B", "{'Size':2,'New':'x','Same':[1],'Tags':[]}");

    @Test
    void changeThatNobodyPlaysIsNamed() {
        assertThatThrownBy(() -> Properties.playedChanges(BEFORE, AFTER, "Size"))
                .isInstanceOf(FailureException.class)
                .hasMessage("the rehearsal does not play a change of Gone, New of AWS::A::B");
    }

    @Test
    void playedOnesAndTagsMayChange() {
        assertThatCode(() -> Properties.playedChanges(BEFORE, AFTER, "Size", "Gone", "New"))
                .doesNotThrowAnyException();
        assertThat(Properties.changed(BEFORE, AFTER)).containsExactly("Gone", "New", "Size");
    }

    @Test
    void typeThatPlaysNoChangeRefusesAll() {
        PlayedType type = new PlayedType() {
            @Override
            dev.scalingstages.rehearsal.stack.Created make(Declaration declaration) throws java.io.IOException {
                throw new java.io.IOException("no disk");
            }
        };
        assertThatThrownBy(() -> type.update(BEFORE, AFTER, dev.scalingstages.rehearsal.stack.Created.named("x")))
                .hasMessageContaining("Gone, New, Size");
        assertThatThrownBy(() -> type.create(BEFORE))
                .as("input and output fail as resources do")
                .isInstanceOf(FailureException.class)
                .hasMessage("no disk");
    }
}
