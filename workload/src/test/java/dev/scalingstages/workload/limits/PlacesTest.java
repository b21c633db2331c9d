package dev.scalingstages.workload.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final Client ADA = new Client("192.0.2.1");
    private static final Client EVE = new Client("192.0.2.2");

    @Test
    void oneClientHasAShareAndOthersTheRest() {
        Places<Client> places = new Places<>(3, 2);
        assertThat(places.tryAcquire(EVE)).isTrue();
        assertThat(places.tryAcquire(EVE)).isTrue();
        assertThat(places.tryAcquire(EVE)).isFalse();
        assertThat(places.tryAcquire(ADA)).isTrue();
        assertThat(places.tryAcquire(ADA)).as("there is none").isFalse();
        places.release(EVE);
        assertThat(places.tryAcquire(ADA)).isTrue();
    }

    @Test
    void clientsThatHoldNothingAreForgotten() {
        Places<Client> places = new Places<>(10, 1);
        for (int i = 0; i < 1_000_000; i++) {
            Client client = new Client("client " + i);
            assertThat(places.tryAcquire(client)).isTrue();
            assertThat(places.tryAcquire(client)).isFalse();
            places.release(client);
        }
        assertThat(places.remembered()).isZero();
        assertThat(places.tryAcquire(ADA)).isTrue();
    }

    @Test
    void aShareIsAPartOfThePlaces() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Places<>(4, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Places<>(4, 0));
    }
}
