package vmcsim.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each test has a world of its own, which is gone afterwards. */
@Vmcsim
@Execution(ExecutionMode.SAME_THREAD)
@TestMethodOrder(OrderAnnotation.class)
class WorldsTest {
    private static World first;

    @Test
    @Order(1)
    void aTestHasOneWorld(World world, World again) {
        assertEquals(world, again);
        first = world;
    }

    @Test
    @Order(2)
    void itIsGoneAfterwards(World world) {
        assertEquals(404, assertThrows(VmcsimException.class, first::time).status());
        world.time();
    }
}
